"""What the form's page says beside the guide's own questions, where the code decides; the rest is in `form.html`."""

from __future__ import annotations

LINK = "Prefer a form? All questions on one page"  # on the chat's page
# Titles of the guide's sections.
SECTIONS = {
    "safety": "Is anyone in danger?",
    "account": "What happened",
    "conduct": "What kind of conduct",
    "subject": "Who it is about",
    "events": "When and where",
    "knowledge": "How it is known",
    "reporter": "You",
    "follow_up": "Afterwards",
}
PERSON = "Person {number}"

# The account is asked for differently where it is not a conversation.
QUESTIONS = {"account": "Please tell us what happened, in your own words."}
HELPS = {
    "account": "Write as much or as little as you want, in any order. You decide what to tell and what to leave out.",
    "other_subjects": "If you say yes, you can give the same details about each of them.",
}

# "Only if ...", for a page on which all questions show.
ONLY_IF = "Only if “{label}” is {answers}."
ONLY_IF_ANY = "Only if “{label}” is answered."
UNKNOWN = "not known"
NOT = "not {title}"
OR = "or"

NOTHING_TOLD = "Nothing is filled in yet. Please write something, even a few words, before you send it."
UNWANTED_CONTACT = (
    "You wrote how the team can reach you, but did not choose “{title}”. Please choose it, or clear what you wrote."
)
CLUES = (
    "Some of your words could show who you are: {clues}. You can change them, or leave them: only the team will read "
    "them. Nothing has been sent yet."
)
HANDED_OVER = (
    "You don't need to keep it. If you do, keep it where nobody dangerous to you will see it.",
    "Thank you. It took courage. If this has been hard, Samaritans are on {samaritans}, free, day and night.",
)
DIFFERS = (
    "Your report had already arrived when you sent it before. What you changed since then is not in it. If it matters, "
    "send one more report and name this reference."
)
LEAVE_CLUES = "Leave these words as they are"
TYPE_IT_BACK = "Please write it down, then type the 12 words here, so that you can be sure you have it."
COMPARE = "Compare"
KEPT = (
    "That’s right. You have your code, and it is taken off this page. To come back, open the chat and say “I have a "
    "code”."
)
COME_BACK = "Please write it down now. To come back, open the chat and say “I have a code”."
FILE_WAITS = "Nothing has been sent yet. One of your files needs your answer first."
CHECKED = "This is how your report reads. Nothing has been sent yet. You can still change anything below."
FILE_READY = "File {number}: {name}"
FILE_ASKS = "File {number} could not be cleaned, so hidden details may be left in it. Send it as it is, or remove it?"
TOO_LONG = "That is more than one report can hold. Nothing has been sent. Please shorten it, or send it in the chat."
NOT_HANDED_OVER = (
    "Your report could not be handed over just now, and nothing of it was kept. Please wait a minute, then send it "
    "again: it will not be filed twice."
)
BUSY = "Many reports are coming in just now, so this one was not taken. Please wait a minute, then send it again."
# What the script says, by the name that it, or the server for a problem, has for it.
SCRIPT = {
    "nothing": NOTHING_TOLD,
    "point-out": CLUES,
    "again": "Press the button again to send it with them.",
    "long": TOO_LONG,
    "keys": (
        "The team’s keys have changed since you opened this page, so nothing was sent. Please keep your words, for "
        "example by copying them, then reload the page."
    ),
    "malformed": "Our computer did not take it, and kept nothing. Please reload the page, or use the chat.",
    "reference": NOT_HANDED_OVER,
    "store": NOT_HANDED_OVER,
    "busy": BUSY,
    "retrying": "It did not get through. Trying again…",
    "many": "One report can hold {count} files.",
    "empty": "There is nothing in “{name}”, so it was not added.",
    "large": "“{name}” is larger than {megabytes} MB, so it was not added. The chat takes larger files.",
    "looking": "Looking at it…",
    "photo": "A photo. Place, time and phone are taken out; faces and what can be seen stay.",
    "as-it-is": "It goes as it is: what is hidden in it, like a name or a place, stays in it.",
    "remove": "Remove",
    "removal": "Remove {name}",
    "file": "Sealing and sending file {number} of {count}…",
    "sealing": "Sealing your report…",
    "lost": (
        "The connection broke off, so it is not sure that your report has arrived. Keep this page open and press the "
        "button again: it will not be filed twice."
    ),
}
