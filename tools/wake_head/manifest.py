#!/usr/bin/env python3
"""Writes what scene_voices has to speak for the training of a head.

usage: manifest.py PHRASES.toml > manifest.tsv

The name of each file says what is in it: wake/..., similar/..., other/...; which voice says which of the similar and
other sentences follows from their place in the list alone.
"""

import sys
import tomllib


def lines(phrases):
    """File, voice and text of each clip."""
    voices = phrases["voices"]
    for number, text in enumerate(phrases["positive"]):
        for voice in voices:
            yield f"wake/{number:03d}-{voice}.flac", voice, text
    carriers = phrases["carriers"]
    for number, text in enumerate(phrases["similar"]):
        for turn in range(phrases["similar_voices"]):
            voice = voices[(number * 5 + turn * 3) % len(voices)]
            carrier = carriers[(number + turn) % len(carriers)]
            sentence = carrier.format(text)
            yield f"similar/{number:03d}-{turn}-{voice}.flac", voice, sentence[0].upper() + sentence[1:]
    for number, text in enumerate(phrases["other"]):
        for turn in range(phrases["other_voices"]):
            voice = voices[(number * 3 + turn * 5) % len(voices)]
            yield f"other/{number:03d}-{turn}-{voice}.flac", voice, text


def main():
    with open(sys.argv[1], "rb") as file:
        phrases = tomllib.load(file)
    for fields in lines(phrases):
        print("\t".join(fields))


if __name__ == "__main__":
    main()
