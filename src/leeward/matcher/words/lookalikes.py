"""Characters that look like a Latin letter, as it is usually drawn, small or capital.

Source: Unicode UTS 39 (confusables), of it the letters of alphabets that people can type.
"""

import string

_LOOKS = {
    "a": "\u0430\u0251\u03b1\U000102a0\uab7a\u1d00\u0250\u0410\u0391\u13aa",
    "b": "\u042c\u044c\u0184\u0253\u0299\u13cf\u0412\u0392\u13f4\u0432\u03b2",
    "c": "\u0441\u03f2\u1d04\u217d\uabaf\u0421\u03f9\u13df",
    "d": "\u0501\u0257\u13e7\ua4d2\u1d05\u13a0",
    "e": "\u0435\u04bd\u025b\u03b5\u0454\u044d\u1d07\uab32\u0415\u0395\u13ac",
    "f": "\u0192\uab35\ua799\u1e9d\u0493",
    "g": "\u0261\u0581\u0262\u050c\u13c0",
    "h": "\u04bb\u0570\u029c\u043d\u041d\u0397\u13bb",
    "i": "\u0456\u0269\u03b9\u0457\u026a\u0406\u0399\u04c0",
    "j": "\u0458\u03f3\u029d\u1d0a\u0408\u13ab\u037f",
    "k": "\u043a\u03ba\u1d0b\u041a\u039a\u13e6",
    "l": "\u04cf\u01c0\u14aa\u029f\u13de",
    "m": "\u043c\u1d0d\u041c\u039c\u13b7",
    "n": "\u043f\u0578\u057c\u0274\u03b7\u039d",
    "o": "\u043e\u03bf\u03c3\u0585\u0966\u1040\u1d0f\u0e50\u2092\uab3d\u041e\u039f\u0555",
    "p": "\u0440\u03c1\u1d18\u0420\u03a1\u13e2",
    "q": "\u051b\u0563\u0566",
    "r": "\u0433\uab47\u0280\u1d26",
    "s": "\u0455\u01bd\ua731\u0405\u13da\u054f",
    "t": "\u0442\u03c4\u1d1b\u0422\u03a4\u13a2",
    "u": "\u03c5\u057d\u028b\u0446\u1d1c\u03bc\u054d",
    "v": "\u03bd\u0475\u1d20\u0474\u13d9",
    "w": "\u051d\u0461\u0561\u03c9\u0448\u1d21\u051c\u13b3",
    "x": "\u0445\u03c7\u0425\u03a7",
    "y": "\u0443\u04af\u03b3\u10e7\u028f\u0423\u03a5\u04ae",
    "z": "\u1d22\u0290\u0396\u13c3",
}
# Letters drawn as signs that NFKC leaves as they are: circled, squared, of flags.
_SIGNS = (0x1F150, 0x1F170, 0x1F1E6)

LOOKS = {ord(one): letter for letter, others in _LOOKS.items() for one in others} | {
    start + place: letter for start in _SIGNS for place, letter in enumerate(string.ascii_lowercase)
}
SIGNS = frozenset(chr(start + place) for start in _SIGNS for place in range(26))
# so like a Latin letter that a whole word of them is read as Latin: Greek and Cyrillic
CLOSE = frozenset(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03b1\u03b9\u03bd\u03bf\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c\u041d\u041e"
    "\u0420\u0421\u0422\u0423\u0425\u0430\u0432\u0433\u0435\u043a\u043c\u043d\u043e\u043f"
    "\u0440\u0441\u0442\u0443\u0445\u044c\u0455\u0456\u0458\u04bb\u04cf\u0501\u051b"
    "\u051d"
)
