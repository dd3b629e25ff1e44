#!/usr/bin/env python3
"""Trains the head of a wake word on the speech embedding, and writes it as a network that OpenVINO reads.

usage: train.py --models FOLDER --clips FOLDER --words WORDS.jsonl --out STEM [--talk FOLDER] [--seed N] [--steps N]

--clips   what scene_voices spoke from manifest.py: wake/ similar/ other/
--words   `sotto transcribe --json` of wake/: where the wake word ends in each clip
--talk    a folder of the campaign's tuning part (tools/material), for more that is no wake word
--out     data/wake/alexa: writes .xml, .bin (the weights, f16) and .json (recipe, data, metrics)

Everything random comes from the seed. README.md beside this file tells how it is done.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as ops

from features import Embedder, read_sound
from rooms import change

POINTS = 16  # of 80 ms: what the head sees
POINT = 96
HIDDEN = (64, 32)
STEP = 1280
END_LAG = 0.16  # seconds: the recogniser's end of a word lies that much before the end of its sound, seen on two voices
LATEST = 4  # the score may rise until so many steps after the end of the word
CHANGES = 6  # versions of each positive clip
CUTS = (300, 500, 700, 900)  # scores, in thousandths
HELD_OUT = 7  # every n-th clip judges and does not teach


def end_of_word(words, wake_word):
    """Seconds at which the wake word ends; None where the recogniser did not hear it."""
    for word in words[:3]:
        if wake_word in word["text"].lower().replace(" ", ""):
            return word["to"] + END_LAG
    return None


def load_ends(path, wake_word):
    ends = {}
    with open(path) as file:
        for line in file:
            facts = json.loads(line)
            end = end_of_word(facts["words"], wake_word)
            if end is not None:
                ends["/".join(Path(facts["file"]).parts[-2:])] = end
    return ends


def windows(points, places):
    return np.stack([points[place - POINTS + 1 : place + 1] for place in places]).reshape(len(places), -1)


class Material:
    """Windows of 16 points, some of them right after the wake word."""

    def __init__(self, embedder, seed):
        self.embedder = embedder
        self.random = np.random.default_rng(seed)
        self.kinds = {}

    def add(self, kind, sound, end=None):
        """`end`: of the wake word, in seconds; without one nothing in the sound is it."""
        points = self.embedder.points(sound)
        if end is None:
            self._keep(kind, windows(points, range(POINTS - 1, len(points))))
            return
        # The embedder hears 1.28 s of silence first, so that a window lies before every place.
        place = POINTS + int(end * 16000) // STEP
        places = [p for p in range(place, place + LATEST) if p < len(points)]
        if places:
            self._keep(kind, windows(points, places))
        # Long after the word it is over.
        after = range(place + LATEST + 6, len(points))
        if len(after) > 0:
            self._keep("after", windows(points, after))

    def _keep(self, kind, rows):
        self.kinds.setdefault(kind, []).append(rows.astype(np.float32))

    def rows(self, kind):
        return np.concatenate(self.kinds[kind]) if kind in self.kinds else np.zeros((0, POINTS * POINT), np.float32)


def gather(embedder, options, phrases_word):
    """Two Materials: what teaches and what judges."""
    teach, judge = Material(embedder, options.seed), Material(embedder, options.seed + 1)
    ends = load_ends(options.words, phrases_word)
    noise = np.random.default_rng(options.seed + 2)
    data = hashlib.sha256()
    files = sorted(options.clips.rglob("*.flac"))
    talk = sorted(options.talk.rglob("*.flac")) if options.talk else []
    for number, file in enumerate(files + talk):
        sound = read_sound(file)
        data.update(sound.tobytes())
        kind = file.parent.name if number < len(files) else "talk"
        end = ends.get(f"{kind}/{file.name}") if kind == "wake" else None
        if kind == "wake" and end is None:
            continue
        whose = judge if number % HELD_OUT == 0 else teach
        whose.add(kind, sound, end)
        for _ in range({"wake": CHANGES, "similar": 2}.get(kind, 1)):
            changed, speed = change(sound, noise)
            whose.add(kind, changed, None if end is None else end / speed)
    return teach, judge, {"clips": len(files), "talk": len(talk), "sha256": data.hexdigest()}


class Head:
    """Two hidden layers with ReLU, trained by Adam on the logistic loss. Input is scaled to mean 0, deviation 1."""

    def __init__(self, rows, random):
        self.mean, self.scale = rows.mean(0), rows.std(0) + 1e-3
        sizes = (POINTS * POINT, *HIDDEN, 1)
        self.weights = []
        for width, height in zip(sizes, sizes[1:]):
            self.weights += [random.normal(0, np.sqrt(2 / width), (width, height)).astype(np.float32)]
            self.weights += [np.zeros(height, np.float32)]
        self.first = [np.zeros_like(w) for w in self.weights]
        self.second = [np.zeros_like(w) for w in self.weights]
        self.step = 0

    def forward(self, rows, random=None):
        w1, b1, w2, b2, w3, b3 = self.weights
        x = (rows - self.mean) / self.scale
        a = np.maximum(x @ w1 + b1, 0)
        drop = (random.random(a.shape) < 0.8) / np.float32(0.8) if random is not None else np.float32(1)
        a = (a * drop).astype(np.float32)
        b = np.maximum(a @ w2 + b2, 0)
        return x, a, drop, b, (b @ w3 + b3)[:, 0]

    def scores(self, rows):
        parts = np.array_split(rows, len(rows) // 4096 + 1)
        return 1 / (1 + np.exp(-np.concatenate([self.forward(part)[4] for part in parts])))

    def learn(self, rows, wanted, importance, rate, random):
        w1, _, w2, _, w3, _ = self.weights
        x, a, drop, b, out = self.forward(rows, random)
        error = ((1 / (1 + np.exp(-out)) - wanted) * importance / importance.sum())[:, None].astype(np.float32)
        to_b = (error @ w3.T) * (b > 0)
        to_a = (to_b @ w2.T) * (a > 0) * drop
        slopes = [x.T @ to_a, to_a.sum(0), a.T @ to_b, to_b.sum(0), b.T @ error, error.sum(0)]
        self.step += 1
        for i, slope in enumerate(slopes):
            slope = slope + 1e-4 * self.weights[i] * (self.weights[i].ndim == 2)
            self.first[i] = 0.9 * self.first[i] + 0.1 * slope
            self.second[i] = 0.999 * self.second[i] + 0.001 * slope**2
            first = self.first[i] / (1 - 0.9**self.step)
            second = self.second[i] / (1 - 0.999**self.step)
            self.weights[i] = (self.weights[i] - rate * first / (np.sqrt(second) + 1e-8)).astype(np.float32)

    def save(self, stem):
        w1, b1, w2, b2, w3, b3 = self.weights
        # The scaling becomes part of the first layer.
        b1 = b1 - (self.mean / self.scale) @ w1
        w1 = w1 / self.scale[:, None]
        sound = ops.parameter([1, POINTS, POINT], np.float32, name="points")
        node = ops.reshape(sound, ops.constant(np.array([1, POINTS * POINT])), False)
        for number, (w, b) in enumerate(((w1, b1), (w2, b2), (w3, b3))):
            node = ops.matmul(node, ops.constant(w.astype(np.float32)), False, False)
            node = ops.add(node, ops.constant(b.astype(np.float32)))
            node = ops.relu(node) if number < 2 else ops.sigmoid(node)
        stem.parent.mkdir(parents=True, exist_ok=True)
        ov.save_model(ov.Model([node], [sound], "wake_head"), f"{stem}.xml", compress_to_fp16=True)


def train(teach, options):
    random = np.random.default_rng(options.seed + 3)
    positive = teach.rows("wake")
    negative = np.concatenate([teach.rows(kind) for kind in ("similar", "other", "talk", "after")])
    head = Head(np.concatenate([positive, negative]), random)
    hard = np.arange(len(negative))
    for step in range(options.steps):
        if step and step % 500 == 0:
            # From now on half of what is no wake word is what it still takes for one.
            hard = np.argsort(head.scores(negative))[-max(64, len(negative) // 20) :]
        p = positive[random.integers(len(positive), size=256)]
        n = negative[random.integers(len(negative), size=384)]
        h = negative[hard[random.integers(len(hard), size=384)]]
        rows = np.concatenate([p, n, h])
        wanted = np.concatenate([np.ones(len(p)), np.zeros(len(n) + len(h))])
        importance = np.concatenate([np.full(len(p), 2.0), np.ones(len(n) + len(h))])
        head.learn(rows, wanted, importance, 1e-3 * 0.5 * (1 + np.cos(np.pi * step / options.steps)) + 1e-6, random)
    return head


def judge_head(head, judge):
    """Share of windows at or above a score, by kind; of the positives the best window of each clip."""
    facts = {}
    for kind, parts in sorted(judge.kinds.items()):
        best = np.array([head.scores(part).max() for part in parts])
        shares = {f"at_{cut}": round(float((best >= cut / 1000).mean()), 4) for cut in CUTS}
        facts[kind] = {"clips": len(parts), **shares}
    return facts


def main():
    parser = argparse.ArgumentParser(description="Train the head of a wake word.")
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--talk", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--wake-word", default="alexa")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=4000)
    options = parser.parse_args()
    embedder = Embedder(options.models)
    teach, judge, data = gather(embedder, options, options.wake_word)
    head = train(teach, options)
    head.save(options.out)
    metrics = judge_head(head, judge)
    taught = {kind: int(sum(map(len, parts))) for kind, parts in sorted(teach.kinds.items())}
    recipe = {"wake_word": options.wake_word, "seed": options.seed, "steps": options.steps, "hidden": HIDDEN}
    recipe["windows"] = taught
    facts = {"recipe": recipe, "data": data, "held_out": metrics}
    Path(f"{options.out}.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(metrics, indent=1))


if __name__ == "__main__":
    main()
