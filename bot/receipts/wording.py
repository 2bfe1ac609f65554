"""What the gateway says about receipt codes: the dialogue never sees them, so its guide cannot word this."""

from __future__ import annotations

from interview.phrases import plain

SHOW_AGAIN = "Show it again"
CANNOT_KEEP_IT = "I can't keep it"
READ_MESSAGES = "Read messages"
NO_CONTACT = "Don't contact me"
LEAVE = "Leave"
HAVE_CODE = "I have a code"

_SAID = {
    SHOW_AGAIN: ("show it again", "show me again", "show the code", "show code", "again", "i didnt see it"),
    CANNOT_KEEP_IT: (
        "i can't keep it", "i cant keep it", "cant keep it", "can't keep it", "i cannot keep it", "no code",
        "i don't want it", "i dont want it", "i don't want a code", "forget the code", "it isn't safe", "not safe",
    ),
    READ_MESSAGES: ("read messages", "messages", "read", "any messages", "any news", "check messages", "check"),
    NO_CONTACT: (
        "don't contact me", "dont contact me", "do not contact me", "no more contact", "stop contacting me",
        "don't write to me", "dont write to me",
    ),
    LEAVE: ("leave", "stop", "exit", "quit", "close", "bye", "goodbye", "done", "that's all", "thats all", "end"),
    HAVE_CODE: (
        "i have a code", "ive got a code", "i've got a code", "i have a receipt", "i have a receipt code", "code",
        "enter code", "enter a code", "i got a code", "use my code", "i have my code", "receipt", "receipt code",
    ),
}  # fmt: skip


def meant(text: str) -> str | None:
    """The button that a text presses or stands for, if it is exactly one."""
    said = plain(text)
    return next((title for title, words in _SAID.items() if said == plain(title) or said in words), None)


def calls(text: str, *, draft: bool) -> bool:
    """Whether a text is about a code though nothing about one is open.

    Args:
        text: what was typed.
        draft: whether a report is under way: then words that answer its questions ("code" where a code is offered,
            "not safe" where danger is asked about) are its own.
    """
    return meant(text) in (HAVE_CODE, CANNOT_KEEP_IT) and not (draft and plain(text) in _ANSWERS)


_ANSWERS = (
    "code", "receipt", "receipt code", "no code", "i don't want it", "i dont want it", "i don't want a code",
    "it isn't safe", "not safe",
)  # fmt: skip

YOUR_CODE = (
    "Here is your code: 12 words. With it you can come back here, add to your report, and read what the team writes "
    "to you. We keep no copy. Whoever has it can do the same, so keep it where nobody dangerous to you looks:"
)
TYPE_IT_BACK = "Please write it down, then type the 12 words back to me, so that we both know you have it."
KEPT = (
    "That's right. You have your code, and I have taken it off this screen as far as I can. "
    'To come back, write "I have a code" here, at any time.'
)
HIDDEN = "(your code was here)"
NOT_THE_SAME = "Not quite: that is not the code I showed you. Please look at it again and type all 12 words."
STILL_WAITING = "Your report is with the team already. One thing is left: please type the 12 words of your code."
LET_GO = (
    "That's fine. The code is gone, so nobody can come back with it, and the team cannot write to you. "
    "Your report is safe with the team all the same."
)
LET_GO_LATE = (
    "That's fine. Without the code nobody can come back with it. Your report is safe with the team all the same."
)
ASK_CODE = "Please type the 12 words of your code. Capitals and spaces don't matter."
MISTYPED = (
    "That is not a code I can read: a word is missing, or one is spelled differently. Please check each word and type "
    "all 12 again. I have not looked anything up."
)
UNKNOWN = (
    "I found nothing for this code. Please check each word. If it is right, the report may have been removed. "
    "You can always make a new report."
)
WELCOME_BACK = (
    "Welcome back. What you write now is added to your report: each message is locked and sent to the team at once. "
    "This is automated, and nobody reads it live."
)
NO_MESSAGES = "There is no message from the team yet."
A_MESSAGE = "From the team, {day}: {text}"
BAD_MESSAGE = "A message is here that does not open with your code, or was not written by the team. I will not show it."
ADDED = "Added to your report, and sent to the team."
NOT_ADDED = (
    "I could not send that to the team just now, and I kept nothing of it. I'm sorry. Please send it again in a few "
    "minutes."
)
CANNOT_LOOK = "I cannot look that up just now. Nothing is lost. Please try again in a few minutes."
TOO_LONG = "That is too long for me to send at once, so nothing of it was sent. Please send it in smaller messages."
WITHDRAWN = (
    "Done. The team has been told not to contact you any more. They can still act on your report, "
    "and you can still add to it with your code."
)
LEFT = "You have left. Nothing of this visit is kept here. Your code still works."
LEFT_DRAFT = "You have left. Your code still works. The report you were making is still open: write to go on with it."
TIMED_OUT = (
    "To keep you safe I had closed your report, so I did not send that. Type your code to open it again, or write "
    "what happened to start a new report."
)
