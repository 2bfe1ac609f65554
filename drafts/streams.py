"""Names of a draft's streams: which process keeps what beside the others."""

TRACKER = "tracker"  # Rasa: where the dialogue stands
ACCOUNT = "account"  # actions: the reporter's own words, part by part
CHANNEL = "channel"  # gateway: where the report is told
INBOX = "inbox"  # gateway: messages and answers on their way
MAILBOX = "mailbox"  # gateway: the public part of the mailbox that a receipt code would open
CROWD = "crowd"  # gateway: that the report was begun in a flood, so that triage looks at it as such
FILES = "files"  # gateway: the files that were sent; their content lies encrypted beside the streams, or in the store
PAGE = "page"  # gateway: the transcript of a page without script
LANGUAGE = "language"  # gateway: which language the reporter is spoken to in; English without it
