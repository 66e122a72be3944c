"""How many years of school a text takes to read: the grade level of Flesch and Kincaid.

0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid and others 1975). Names that have
no shorter word (of medicines, illnesses, trials) count as two syllables.
"""

from __future__ import annotations

import re

NAMES = re.compile(
    r"(?i)\b(\w*depress\w*|\w*ketamine|ketalar|spravato|serotonin|norepinephrine|\w*psychotics?|"
    r"anesthe\w+|inhibitors?|benzodiazepines?|\w+(?:azine|apine|axine|iptyline|etine|alopram|"
    r"aline|azole|ropion|lithium|pidem|mazepine|profen|zolid)|epilepsy|diabetes|bipolar|infusions?|"
    r"ejaculation|medications?|medicines?|FDA|REMS|STAR\*D|ASCERTAIN-TRD|ELEKT-D|KARMA-Dep|"
    r"KetECT|ESCAPE-TRD|TRANSFORM-\d|SUSTAIN-\d)\b"
)


def syllables(word: str) -> int:
    """Groups of vowels, without a silent ending."""
    if NAMES.fullmatch(word):
        return 2
    heard = re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word.lower()) if len(word) > 3 else word
    return max(1, len(re.findall(r"[aeiouy]+", heard.lower())))


def grade(text: str) -> float:
    """The grade level of a text; figures are not counted as words. A sentence ends with a full
    stop or the like, not with a semicolon or a colon."""
    sentences = [part for part in re.split(r"(?<=[.!?])\s", text) if part.strip()]
    words = words_of(text)
    per_sentence = len(words) / max(1, len(sentences))
    return 0.39 * per_sentence + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def words_of(text: str) -> list[str]:
    """The words of a text, without figures."""
    return re.findall(r"[A-Za-z]+(?:['-][A-Za-z]+)*", text)


def as_read(template: str) -> str:
    """A template as a person reads it: an amount for a field of money, `thing` for a name; what is
    clicked or typed (addresses, commands, `deductible.share.allowed`) is no word."""

    def field(match: re.Match[str]) -> str:
        kind, _, noun = match[0].strip("{}").partition(":")[2].partition(" ")
        if kind == "count":
            return f"5 {noun.replace('-', ' ')}s"
        return "5" if re.match(r"exact|about|whole|usd|percent|number|\.", kind) else "thing"

    text = re.sub(r"https?://[^\s)]+|`[^`]*`|'ketacost [a-z]+'|--[a-z-]+", "5", template)
    text = re.sub(r"\{[^}]*\}", field, text)
    return re.sub(r"\b\w+(?:\.\w+)+\b", "5", text)
