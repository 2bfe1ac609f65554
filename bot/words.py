"""The few things that the gateway itself says; everything else is worded in the interview guide."""

from __future__ import annotations

WAITING = (
    "Sorry, I cannot answer just now. Your message is kept, encrypted, and nothing is lost. "
    "I will answer here as soon as I can; you need not send it again."
)
WAITING_STILL = "I still cannot answer. This message is kept as well, encrypted, and will be answered in its turn."
TOO_FAST = "That was a lot of messages at once, so this one was not taken. Please wait a minute, then send it again."
BUSY = (
    "A lot of people are writing just now, so this message was not taken. Please wait a minute, then send it again. "
    "If somebody is in danger, please do not wait for me."
)
BUSY_PAGE = (
    "A lot of people are here just now. Please keep this page open, or come back in a few minutes: it tries again by "
    "itself. If somebody is in danger, please do not wait for me."
)
QUEUE_FULL = (
    "There are many messages of yours that I have not answered yet. They are kept. "
    "This one was not taken: please wait for my answer, then send it again."
)
TOO_LONG = (
    "That message is too long for me to take at once, so nothing of it was kept. "
    "Please send it in several smaller messages: there is no limit to how many."
)
CANNOT_KEEP = (
    "Something is wrong on our side and I could not keep that message, so it was not taken. "
    "Please send it again in a few minutes."
)
NO_WORDS = "I could not read any words in that message. Please write it again in your own words."
NOT_TAKEN = "I could not take that message. Please write it again in other words."
CARRY_ON = "Your report is still open, and nothing of it is lost. Let's carry on."
DRAFT_LOST = (
    "Your earlier report can no longer be opened here. If I gave you a reference, the team has it. If I did not, I "
    "cannot tell whether it was sent: please tell me again. I am sorry. We start from the beginning."
)
LEFT_OPEN = (
    "If you began a report here earlier and did not send it, it is deleted: nothing that lies untouched for some days "
    "is kept, to protect you. I am sorry if you have to tell it again. We start from the beginning."
)
CLOSED = (
    "No unfinished report of yours is open here any more. It was sent or deleted, or it lay untouched so long that it "
    "was destroyed, to protect you. I am sorry if you have to tell it again. We start from the beginning."
)
# Languages other than English (interview/languages.yml). The next two are said in the language chosen, and in English.
LANGUAGE = "Language"
WHICH_LANGUAGE = "Which language would you like? You can change it at any time, and nothing of your report is lost."
DRAFT_LANGUAGE = "A computer made this translation, and no person has checked it yet. It may have mistakes."
TO_ENGLISH = 'To go back to English, write "language".'
OWN_WORDS = (
    "You can write in your own language. Your words are kept just as you write them, and people will have them "
    "translated. I cannot read them myself, so I ask more with buttons. In danger? Press the button for it, or "
    "call {emergency}."
)
IN_ENGLISH = "All right, let's go on in English."
IN_DANGER = "I am in danger"
HELP = "Help"
# Questions that people ask, as buttons: most useful to those whose own words cannot be read.
ASK = "Ask a question"
WHICH_QUESTION = "These are questions that people often ask. Press one, and after it I will ask mine again."
QUESTIONS = (
    "Is this anonymous?",
    "Who reads this?",
    "Will they know it was me?",
    "What happens next?",
    "Do I need proof?",
    "Can I delete it?",
    "Can I send files?",
    "Is this free?",
    "Can I talk to a person?",
)
GO_ON = "Go on with my report"
# On the page without script, where nothing comes by itself.
LOOK = "Look for the answer"
OLD_PAGE = "That was an older page, so I took nothing from it. This is where we are now."
OLD_TEXT = "What you wrote there is in the box below. Send it if you still want to."

# Whole pages, by HTTP status: a title and a text.
PROBLEMS = {
    400: (
        "That did not arrive whole",
        "Nothing of it was kept. Please go back to the page you came from and send it again.",
    ),
    403: (
        "That came from another site",
        "Only this site's own page can send something here, so nothing of it was kept. Please open the page itself.",
    ),
    404: ("There is no page here", "The address may have been mistyped. The report page is just here."),
    405: ("That does not work here", "Nothing was sent. The report page is just here."),
    413: (
        "That is too large",
        "It is more than I can take at once, so nothing of it was kept. Please go back and send it in smaller parts.",
    ),
    429: ("That was very fast", "Please wait a minute, then go back and send it again."),
    500: (
        "Something is wrong on our side",
        "I am sorry. Please go back and send it again in a few minutes. What I had answered before is kept.",
    ),
    503: (
        "A lot of people are here just now",
        "Nothing of what you sent just now was kept. Please go back and send it again in a minute.",
    ),
}

# What the page's scripts say, by the name that they know it by.
SCRIPTS = {
    "elsewhere": "This conversation is now open on another connection. Reload the page to start afresh.",
    "offline": "No connection just now. Trying again; keep this page open and nothing is lost.",
    "received": "Received",
    "unsent": "Not sent",
    "again": "Send again",
    "sending": "Sending…",
    "connecting": "Waiting for a connection…",
    "long": "That is too long to send at once. Please send it in smaller parts.",
    "copied": "Copied",
    "selected": "Selected",
    "unconnected": "Not sent: there is no connection just now.",
    "large": "Not sent: it is larger than {megabytes} MB.",
    "broken": "Not sent: the connection broke off.",
    "waiting": "Waiting…",
    "progress": "Sending… {percent} %",
    "cleaning": "Taking out hidden details…",
    "sealing": "Taking out hidden details and sealing it, on your device…",
    "choose": "File {number}: please choose",
    "added": "File {number}: added",
    "unread": "File {number}: added as it is",
    "send": "Send it as it is",
    "remove": "Remove",
    "removal": "Remove {name}",
    "transfer": "Sending {name}",
    "removed": "Removed",
}
# What widget.js says on other sites' pages, unless they say otherwise.
WIDGET = {"title": "Report police corruption or abuse", "close": "Hide the chat"}
