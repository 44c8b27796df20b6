"""Sentences for children and for who answers them, in plain words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

NOBODY_READS = _l(
    "This is only a try-out. Nobody reads what is written here yet. "
    "If you need help, call one of the numbers on this page."
)
GOT_IT = _l("We have what you wrote. Nobody reads it yet, because this is only a try-out.")

WHO: Mapping[str, tuple[str, object]] = {
    "about_me": ("me", _l("Me")),
    "about_friend": ("friend", _l("A friend")),
    "saw_something": ("saw", _l("Something I saw")),
    "adult_worried": ("adult", _l("I am an adult and I worry")),
}
GROUPS: Mapping[str, tuple[str, object]] = {
    "bullying_hate_threat": ("mean", _l("Somebody is mean to me or scares me")),
    "shared_or_extorted_images": ("picture", _l("A private picture of me or a friend")),
    "sexual_contact_or_exploitation": (
        "talk",
        _l("Somebody wants to meet me, or wants sexual things"),
    ),
    "abuse_material": ("stop", _l("I saw a sexual picture of a child")),
    "adult_in_trust": ("school", _l("An adult at school does wrong things")),
    "self_harm": ("heart", _l("Somebody wants to get hurt")),
    "harmful_content_and_ai": ("scary", _l("I saw something scary, or a chatbot was bad")),
    "money_privacy_identity_other": ("mask", _l("Money, my account, my data, or something else")),
}
PRAISE = ("star", _l("Something good happened"))
UNSURE = ("ask", _l("I do not know what to call it"))
AGES: Mapping[str, object] = {
    "under_9": _l("8 or younger"),
    "9-12": _l("9 to 12"),
    "13-15": _l("13 to 15"),
    "16-17": _l("16 or 17"),
    "adult": _l("I am an adult"),
}
SAFE: Mapping[str, tuple[str, object]] = {
    "yes": ("good", _l("Yes")),
    "no": ("sos", _l("No")),
    "unsure": ("ask", _l("I am not sure")),
}
WHAT: Mapping[str, object] = {
    "CSAM": _l("I saw a sexual picture or video of a child"),
    "CSAM_SCHOOL": _l("It is on a school device or shared in school"),
    "CSAM_AI": _l("A fake or AI sexual picture of a child"),
    "SELF_GEN": _l("A private picture of me may be online"),
    "NCII_PEER": _l("Someone passed on a private picture"),
    "SEXTORT": _l("Someone threatens me with a picture"),
    "GROOM": _l("An adult or stranger writes in a way that feels wrong"),
    "MEET": _l("I am going to meet, or met, someone from online"),
    "LIVE": _l("Someone asks me or another child to do things on camera"),
    "PAY_SEX": _l("Someone offers money or gifts for pictures or sex"),
    "TRAFFIC": _l("Someone is made to go away or work, found online"),
    "SEX_HARASS": _l("Sexual messages or jokes I do not want"),
    "HSB": _l("A child did sexual things to others online"),
    "STAFF": _l("An adult at school behaves wrongly online"),
    "BULLY": _l("People are mean to me again and again"),
    "THREAT": _l("Someone threatens to hurt me or others"),
    "HATE": _l("Nasty because of who I am"),
    "SELF_HARM": _l("I or a friend want to get hurt"),
    "VIOLENT": _l("Scary or cruel pictures"),
    "PORN": _l("Adult sex pictures came up"),
    "EXTREM": _l("Someone pulls me into a hate or violent group"),
    "SCAM": _l("I lost money, an account, or was tricked"),
    "GAMBLE": _l("Games or bets I cannot stop"),
    "PRIVACY": _l("Someone shared my data, home or face"),
    "IMPERSON": _l("Someone pretends to be me"),
    "AI_HARM": _l("A chatbot said or did something bad"),
    "OVERBLOCK": _l("A useful site is blocked"),
    "PLACE": _l("Something about a café or Wi-Fi place"),
}
"""The child's words of each code, as the taxonomy has them, for translation."""
