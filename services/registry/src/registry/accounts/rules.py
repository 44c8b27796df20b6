"""What a login, a name and a password may be, and which codes are good."""

import re
import unicodedata
from collections.abc import Sequence

from chassis.errors import Invalid, sentence

PASSWORD_LEAST = 12
PASSWORD_MOST = 200
STEP_SECONDS = 30
"""How long a code of the app stays the same (RFC 6238)."""

_LOGIN = re.compile(r"[\w.@+-]{2,64}")
_NAME_MOST = 80
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,180}\.\w[\w-]{1,59}")
_EMAIL_MOST = 254

_COMMON = frozenset(
    {
        "123123123123", "123412341234", "1234567890", "12345678910", "123456789012",
        "1234567890123", "1234567890qwe", "1q2w3e4r5t6y", "abc123456789", "abcd12345678",
        "abcdefgh1234", "abcdefghijkl", "adminadmin123", "administrator", "administrator1",
        "changeme1234", "changemeplease", "computer1234", "iloveyou1234", "iloveyouforever",
        "letmein12345", "letmeinplease", "mypassword12", "mypassword123", "p@ssw0rd1234",
        "parolaparola", "password0000", "password1111", "password1234", "password12345",
        "password123456", "passwordpassword", "princess1234", "qazwsxedcrfv", "qwerty123456",
        "qwertyqwerty", "qwertyuiop12", "qwertyuiop123", "qwertyuiopas", "qwertyuiop[]",
        "sunshine1234", "trustno11234", "welcome12345", "welcomewelcome", "zaq12wsxcde3",
        "йцукенгшщзхъ", "парольпароль", "пароль123456",
    }
)  # fmt: skip
"""Passwords of 12 letters and more that are tried first by whoever guesses."""


def fold_login(text: str) -> str:
    """Return a login as it is kept and compared: `Ana.Rusu` and `ana.rusu` are one.

    Raises:
        Invalid: it has a sign a login may not have, or is too short or too long.

    """
    login = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip()).casefold())
    if not _LOGIN.fullmatch(login):
        raise Invalid(
            "Please choose another login.",
            errors={
                "login": [
                    sentence(
                        "Use 2 to 64 letters, digits, dots, hyphens, or an e-mail address, "
                        "without spaces."
                    )
                ]
            },
        )
    return login


def clean_name(text: str) -> str:
    """Return a person's name as it is shown: one line, single spaces, no control signs."""
    plain = unicodedata.normalize("NFC", text)
    visible = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in plain)
    return " ".join(visible.split())


def name_faults(name: str) -> list[str]:
    """Return what is wrong with a cleaned name."""
    if not name:
        return [sentence("Write your name as others should see it.")]
    return (
        [sentence("Use at most %(most)s letters.", most=_NAME_MOST)]
        if len(name) > _NAME_MOST
        else []
    )


def language_faults(lang: str) -> list[str]:
    """Return what is wrong with a language tag."""
    return [] if _LANGUAGE.fullmatch(lang) else [sentence("Choose a language, such as en or ro.")]


def email_faults(email: str | None) -> list[str]:
    """Return what is wrong with an e-mail address; none given is fine."""
    if not email:
        return []
    name = email.partition("@")[0]
    if _EMAIL.fullmatch(email) and name.isascii() and len(email) <= _EMAIL_MOST:
        return []
    return [sentence("Use an e-mail address such as name@example.org, or leave it empty.")]


def fold_password(text: str) -> str:
    """Return a password as it is hashed, so that every keyboard's é is one letter."""
    return unicodedata.normalize("NFC", text)


def password_faults(password: str, login: str) -> list[str]:
    """Return what is wrong with a new password, in sentences that say what to do."""
    plain = password.casefold()
    if not password:
        return [
            sentence(
                "Write a password of %(least)s letters or more.",
                least=PASSWORD_LEAST,
            )
        ]
    if len(password) < PASSWORD_LEAST:
        return [
            sentence(
                "Use %(least)s letters or more; a few words are easy to remember.",
                least=PASSWORD_LEAST,
            )
        ]
    if len(password) > PASSWORD_MOST:
        return [sentence("Use at most %(most)s letters.", most=PASSWORD_MOST)]
    if plain == login or plain in (login * 2, login[::-1]):
        return [sentence("Do not use the login as the password.")]
    if plain in _COMMON or _is_pattern(plain):
        return [
            sentence("Many people use this password, so it is guessed first. Choose another one.")
        ]
    return []


def _is_pattern(plain: str) -> bool:
    """Say whether a password is one short piece again and again, or the keys in a row."""
    again = any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 4))
    row = "01234567890123456789012345678901234567890"
    return again or plain in row or plain[::-1] in row


def fold_code(text: str) -> str:
    """Return a typed code without the spaces and hyphens people put in."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def group_code(code: str, size: int = 4) -> str:
    """Return a code in groups, as it is read aloud and typed."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def open_steps(now_step: int, used: Sequence[int]) -> list[int]:
    """Return the time steps whose code is good now: this one and its neighbours, none twice."""
    return [step for step in (now_step, now_step - 1, now_step + 1) if step not in used]


def used_steps(step: int, used: Sequence[int]) -> list[int]:
    """Return the used steps worth remembering after one more was used."""
    return [*used, step][-8:]
