"""Whisper base: CTranslate2 weights -> three OpenVINO models and the list of tokens.

usage: whisper.py OUT_FOLDER WEIGHTS_PART... VOCABULARY.JSON CONFIG.JSON

The models' inputs and outputs are described in tools/setup/README.md.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as op
from openvino.op.util import Variable, VariableInfo

import graph
from graph import floats, ints, linear, scalar

LAYERS = 6
HEADS = 8
HEAD_SIZE = 64
WIDTH = HEADS * HEAD_SIZE
MEL_BANDS = 80
CROSS_NAMES = [f"cross_{part}{layer}" for layer in range(LAYERS) for part in "kv"]


class Weights:
    """The tensors of a CTranslate2 model file, by name."""

    TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)

    def __init__(self, data):
        self._data = memoryview(data)
        self._at = 0
        self._tensors = {}
        version, _, _ = self._number("<I"), self._text(), self._number("<I")
        if version != 6:
            raise SystemExit(f"whisper weights: file version {version}, expected 6")
        for _ in range(self._number("<I")):
            name = self._text()
            self._tensors[name] = self._tensor()

    def _number(self, layout):
        (value,) = struct.unpack_from(layout, self._data, self._at)
        self._at += struct.calcsize(layout)
        return value

    def _bytes(self, count):
        self._at += count
        return self._data[self._at - count : self._at]

    def _text(self):
        return bytes(self._bytes(self._number("<H"))).rstrip(b"\0").decode()

    def _tensor(self):
        shape = [self._number("<I") for _ in range(self._number("<B"))]
        kind = self.TYPES[self._number("<B")]
        return np.frombuffer(self._bytes(self._number("<I")), kind).reshape(shape)

    def __getitem__(self, name):
        return self._tensors[name].astype(np.float32)

    def pair(self, name):
        """Weight and bias of a layer."""
        return self[name + "/weight"], self[name + "/bias"]

    def thirds(self, name, parts):
        """Query, key and value are stored on top of each other: weight and bias of each part."""
        weight, bias = self.pair(name)
        return zip(np.split(weight, parts), np.split(bias, parts), strict=True)


def norm(x, weights, name):
    """Layer normalisation over the last axis."""
    centred = op.mvn(x, ints(-1), True, 1e-5, "inside_sqrt")
    return op.add(op.multiply(centred, floats(weights[name + "/gamma"])), floats(weights[name + "/beta"]))


def to_heads(x):
    """(B, T, WIDTH) -> (B, HEADS, T, HEAD_SIZE)"""
    return op.transpose(op.reshape(x, ints(0, 0, HEADS, HEAD_SIZE), True), ints(0, 2, 1, 3))


def from_heads(x):
    """(B, HEADS, T, HEAD_SIZE) -> (B, T, WIDTH)"""
    return op.reshape(op.transpose(x, ints(0, 2, 1, 3)), ints(0, 0, WIDTH), True)


def feed_forward(x, weights, block):
    """The two-layer part of a block, with its residual."""
    y = linear(norm(x, weights, block + "ffn/layer_norm"), *weights.pair(block + "ffn/linear_0"))
    return op.add(x, linear(op.gelu(y, "erf"), *weights.pair(block + "ffn/linear_1")))


def mel_model():
    """Sound -> log mel. Apart from the encoder because it needs float32, and the encoder is best in bfloat16."""
    audio = op.parameter([1, -1], ov.Type.f32, name="audio")
    power = graph.mel_power(audio, MEL_BANDS, "reflect")
    power = op.slice(power, ints(0), ints(-1), ints(1), ints(2))  # Whisper leaves the last frame out
    loud = op.log(op.maximum(power, op.constant(np.float32(1e-10))))
    loud = op.multiply(loud, op.constant(np.float32(1 / np.log(10))))
    floor = op.subtract(op.reduce_max(loud, ints(0, 1, 2), True), op.constant(np.float32(8)))
    scaled = op.multiply(op.add(op.maximum(loud, floor), op.constant(np.float32(4))), op.constant(np.float32(0.25)))
    result = op.result(scaled)
    graph.name_outputs([result], ["mel"])
    return ov.Model([result], [audio], "whisper_mel")


def mel_reference(audio):
    """What mel_model computes, by numpy."""
    loud = np.log10(np.maximum(graph.mel_power_reference(audio, MEL_BANDS, "reflect")[:, :-1], 1e-10))
    return (np.maximum(loud, loud.max() - 8) + 4) / 4


def encoder_block(x, weights, block):
    """Self attention over the whole sound, then feed forward."""
    y = norm(x, weights, block + "self_attention/layer_norm")
    q, k, v = (to_heads(linear(y, *p)) for p in weights.thirds(block + "self_attention/linear_0", 3))
    y = from_heads(op.scaled_dot_product_attention(q, k, v))
    x = op.add(x, linear(y, *weights.pair(block + "self_attention/linear_1")))
    return feed_forward(x, weights, block)


def encoder_model(weights):
    """Log mel -> keys and values for the decoder's cross attention, ready for every layer, once for each utterance."""
    mel = op.parameter([1, MEL_BANDS, -1], ov.Type.f32, name="mel")
    x = mel
    for number, stride in ((1, 1), (2, 2)):
        weight, bias = weights.pair(f"encoder/conv{number}")
        x = op.convolution(x, floats(weight), [stride], [1], [1], [1])
        x = op.gelu(op.add(x, floats(bias.reshape(1, WIDTH, 1))), "erf")
    x = op.transpose(x, ints(0, 2, 1))
    steps = op.gather(op.shape_of(x), ints(1), scalar(0))
    places = floats(weights["encoder/position_encodings/encodings"])
    x = op.add(x, op.slice(places, ints(0), steps, ints(1), ints(0)))
    for layer in range(LAYERS):
        x = encoder_block(x, weights, f"encoder/layer_{layer}/")
    x = norm(x, weights, "encoder/layer_norm")
    results = []
    for layer in range(LAYERS):
        for part in weights.thirds(f"decoder/layer_{layer}/attention/linear_1", 2):
            results.append(op.result(to_heads(linear(x, *part))))
    graph.name_outputs(results, CROSS_NAMES)
    return ov.Model(results, [mel], "whisper_encoder")


class Decoder:
    """Builds the decoder: its keys and values of earlier tokens stay inside the model as state between calls."""

    def __init__(self, weights, alignment_heads):
        self.weights = weights
        self.alignment = {}
        for layer, head in alignment_heads:
            self.alignment.setdefault(layer, []).append(head)
        self.tokens = op.parameter([-1, -1], ov.Type.i64, name="tokens")
        self.positions = op.parameter([-1], ov.Type.i64, name="positions")
        self.mask = op.parameter([-1, 1, -1, -1], ov.Type.f32, name="mask")
        self.beams = op.parameter([-1], ov.Type.i32, name="beam_idx")
        shape = [1, HEADS, -1, HEAD_SIZE]
        self.cross = [op.parameter(shape, ov.Type.f32, name=name) for name in CROSS_NAMES]
        self.mask_of_each_row = self.repeated_mask()
        self.sinks = []
        self.aligned = []

    def repeated_mask(self):
        """One mask for each hypothesis: in bfloat16 the fused attention reads a shared one for the first row only."""
        rows = op.gather(op.shape_of(self.tokens), ints(0), scalar(0))
        zeros = op.broadcast(op.constant(np.float32(0)), op.concat([rows, ints(1, 1, 1)], 0))
        return op.add(self.mask, zeros)

    def remember(self, new, name):
        """Earlier keys or values, of the row that each hypothesis goes on from, followed by the new ones."""
        info = VariableInfo()
        info.data_shape = ov.PartialShape([-1, HEADS, -1, HEAD_SIZE])
        info.data_type = ov.Type.f32
        info.variable_id = name
        variable = Variable(info)
        nothing = floats(np.zeros((1, HEADS, 0, HEAD_SIZE)))
        earlier = op.gather(op.read_value(nothing, variable), self.beams, scalar(0))
        joined = op.concat([earlier, new], 2)
        self.sinks.append(op.assign(joined, variable))
        return joined

    def self_attention(self, x, layer, block):
        y = norm(x, self.weights, block + "self_attention/layer_norm")
        q, k, v = (to_heads(linear(y, *p)) for p in self.weights.thirds(block + "self_attention/linear_0", 3))
        k, v = self.remember(k, f"key{layer}"), self.remember(v, f"value{layer}")
        y = from_heads(op.scaled_dot_product_attention(q, k, v, self.mask_of_each_row))
        return op.add(x, linear(y, *self.weights.pair(block + "self_attention/linear_1")))

    def cross_attention(self, x, layer, block):
        """All hypotheses look at the same sound, so their rows are laid end to end and need no copies of it."""
        y = op.reshape(norm(x, self.weights, block + "attention/layer_norm"), ints(1, -1, WIDTH), False)
        q = to_heads(linear(y, *self.weights.pair(block + "attention/linear_0")))
        k, v = self.cross[2 * layer], self.cross[2 * layer + 1]
        looks = self.looks(q, k)
        if layer in self.alignment:
            self.aligned.append(op.gather(looks, ints(*self.alignment[layer]), scalar(1)))
        y = op.matmul(looks, v, False, False)
        y = linear(from_heads(y), *self.weights.pair(block + "attention/linear_2"))
        return op.add(x, op.reshape(y, op.shape_of(x), False))

    def looks(self, q, k):
        """How much each token looks at each step of the sound. Spelled out, since the fused operator hides it."""
        scale = op.constant(np.float32(HEAD_SIZE**-0.5))
        return op.softmax(op.matmul(op.multiply(q, scale), k, False, True), -1)

    def attention_output(self):
        """(B, T, S), the mean over the alignment heads."""
        mean = op.reduce_mean(op.concat(self.aligned, 1), ints(0, 1), False)
        shape = op.concat([op.shape_of(self.tokens), ints(-1)], 0)
        return op.reshape(mean, shape, False)

    def model(self):
        weights = self.weights
        table = floats(weights["decoder/embeddings/weight"])
        places = op.gather(floats(weights["decoder/position_encodings/encodings"]), self.positions, scalar(0))
        x = op.add(op.gather(table, self.tokens, scalar(0)), op.unsqueeze(places, ints(0)))
        for layer in range(LAYERS):
            block = f"decoder/layer_{layer}/"
            x = self.self_attention(x, layer, block)
            x = self.cross_attention(x, layer, block)
            x = feed_forward(x, weights, block)
        logits = op.matmul(norm(x, weights, "decoder/layer_norm"), table, False, True)
        results = [op.result(logits), op.result(self.attention_output())]
        graph.name_outputs(results, ["logits", "attention"])
        inputs = [self.tokens, self.positions, self.mask, self.beams, *self.cross]
        model = ov.Model(results, self.sinks, inputs, "whisper_decoder")
        # The engine would keep the state in 8 bits, which moves scores by more than a decision may hang on.
        model.set_rt_info("f16", ["runtime_options", "KV_CACHE_PRECISION"])
        return model


def byte_of_letter():
    """The vocabulary writes every byte as one printable letter: the way back."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {chr(byte): byte for byte in printable}
    return letters | {chr(256 + place): byte for place, byte in enumerate(others)}


def token_bytes(vocabulary):
    """Each token's bytes in hex; special tokens, which are not written in that way, as they are spelled."""
    letters = byte_of_letter()
    end_of_text = vocabulary.index("<|endoftext|>")
    plain = [bytes(letters[c] for c in token) for token in vocabulary[:end_of_text]]
    return [token.hex() for token in plain + [token.encode() for token in vocabulary[end_of_text:]]]


def check_mel(path):
    """The graph must agree with numpy to a thousandth, well below what Whisper notices."""
    sound = graph.speech_like_sound(5.12)
    (seen,) = graph.run_once(path, {"audio": sound[None]})
    graph.expect_close(seen[0], mel_reference(sound), 1e-3, "whisper/mel")


def main(out, *inputs):
    *parts, vocabulary, config = map(Path, inputs)
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    weights = Weights(b"".join(part.read_bytes() for part in parts))
    config = json.loads(config.read_text())
    graph.save(mel_model(), out / "mel.xml", half_precision=False)
    check_mel(out / "mel.xml")
    graph.save(encoder_model(weights), out / "encoder.xml", half_precision=True)
    graph.save(Decoder(weights, config["alignment_heads"]).model(), out / "decoder.xml", half_precision=True)
    (out / "tokens.json").write_text(json.dumps(token_bytes(json.loads(vocabulary.read_text())), indent=0))
    suppress = {"never": config["suppress_ids"], "not_first": config["suppress_ids_begin"]}
    (out / "suppress.json").write_text(json.dumps(suppress))


if __name__ == "__main__":
    main(*sys.argv[1:])
