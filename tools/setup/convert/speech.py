"""Kokoro for sherpa-onnx: model with the metadata that it asks for, voices, tokens and a pronouncing lexicon.

usage: speech.py OUT_FOLDER VOICES_FOLDER VOCAB.JSON CMUDICT.DICT MODEL_PART...      (standard library only)
"""

import json
import os
import re
import sys
from pathlib import Path

ENGLISH_VOICE = re.compile(r"[ab][fm]_\w+")

# ARPAbet -> the letters of Kokoro's alphabet. The two vowels that weaken without stress come with both forms.
CONSONANTS = {
    "B": "b", "CH": "ʧ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "ʤ", "K": "k", "L": "l", "M": "m",
    "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j",
    "Z": "z", "ZH": "ʒ",
}  # fmt: skip
VOWELS = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "W", "AY": "I", "EH": "ɛ", "ER": "ɜɹ", "EY": "A", "IH": "ɪ",
    "IY": "i", "OW": "O", "OY": "Y", "UH": "ʊ", "UW": "u",
}  # fmt: skip
WEAK_VOWELS = {"AH": "ə", "ER": "əɹ"}
# Small words that a sentence does not stress. With CMUdict's stress "to" would sound like "two".
UNSTRESSED = frozenset(
    "a am an and are as at be but by can for from had has have he her him his if in is it its my of or our she than "
    "that the their them to us was we were will with would you your".split()
)
STRESS = {"0": "", "1": "ˈ", "2": "ˌ"}


def length_prefixed(field, payload):
    """One protobuf field of wire type 2: tag, length, bytes."""
    out = bytearray()
    for number in (field << 3 | 2, len(payload)):
        while number > 0x7F:
            out.append(number & 0x7F | 0x80)
            number >>= 7
        out.append(number)
    return bytes(out) + payload


def metadata(entries):
    """ModelProto.metadata_props. Protobuf joins repeated fields, so these bytes may simply follow a model's own."""
    return b"".join(
        length_prefixed(14, length_prefixed(1, key.encode()) + length_prefixed(2, value.encode()))
        for key, value in entries.items()
    )


def describe(voices):
    """What sherpa-onnx reads from the model before it will load it."""
    return {
        "model_type": "kokoro",
        "language": "English",
        "has_espeak": "1",
        "sample_rate": "24000",
        "version": "1",
        "voice": "en-us",
        "style_dim": "510,1,256",
        "n_speakers": str(len(voices)),
        "speaker_names": ",".join(voices),
        "speaker2id": ",".join(f"{name}->{i}" for i, name in enumerate(voices)),
        "id2speaker": ",".join(f"{i}->{name}" for i, name in enumerate(voices)),
        "maintainer": "sotto",
        "model_url": "kokoro-82m",
        "see_also": "kokoro-82m",
        "see_also_2": "kokoro-82m",
    }


def spoken(phone):
    """One ARPAbet phone, such as AH0, in Kokoro's letters, stress first."""
    name, stress = phone.rstrip("012"), phone[-1]
    if name in CONSONANTS:
        return CONSONANTS[name]
    vowel = WEAK_VOWELS.get(name, VOWELS[name]) if stress == "0" else VOWELS[name]
    return STRESS[stress] + vowel


def lexicon(cmudict):
    """`word l e t t e r s` lines from CMUdict's first pronunciations; further ones would shadow the first."""
    lines = []
    for line in cmudict.splitlines():
        word, *phones = line.partition("#")[0].split()
        if not word.endswith(")"):
            letters = "".join(map(spoken, phones))
            lines.append(" ".join([word, *(letters.replace("ˈ", "") if word in UNSTRESSED else letters)]))
    return "\n".join(lines) + "\n"


def tokens(vocabulary):
    """`symbol id` lines; "$" is the padding at both ends of a sentence."""
    return "$ 0\n" + "".join(f"{symbol} {number}\n" for symbol, number in vocabulary.items())


def write(path, content):
    """Whole or not at all."""
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.replace(draft, path)


def main(out, voices_folder, vocabulary, cmudict, *parts):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    files = sorted(Path(voices_folder).glob("*.bin"))
    voices = {file.stem: file for file in files if ENGLISH_VOICE.fullmatch(file.stem)}
    model = b"".join(Path(part).read_bytes() for part in parts)
    write(out / "kokoro.onnx", model + metadata(describe(list(voices))))
    write(out / "voices.bin", b"".join(file.read_bytes() for file in voices.values()))
    write(out / "voices.json", json.dumps({name: i for i, name in enumerate(voices)}, indent=1))
    write(out / "tokens.txt", tokens(json.loads(Path(vocabulary).read_text())["vocab"]))
    write(out / "lexicon.txt", lexicon(Path(cmudict).read_text()))


if __name__ == "__main__":
    main(*sys.argv[1:])
