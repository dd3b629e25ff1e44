"""GE2E voice identity: Resemblyzer's weights -> two OpenVINO models.

usage: voice.py OUT_FOLDER PRETRAINED.PT

The models' inputs and outputs are described in tools/setup/README.md.
"""

import collections
import pickle
import struct
import sys
from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as op

import graph
from graph import floats, ints, linear, scalar

LAYERS = 3
WIDTH = 256
MEL_BANDS = 40
WINDOW_FRAMES = 160

StoredTensor = collections.namedtuple("StoredTensor", "storage offset shape")


class TensorUnpickler(pickle.Unpickler):
    """Reads a checkpoint without PyTorch. It knows tensors and dictionaries only, so a file can run no code here."""

    STORAGE_TYPES = {"FloatStorage": np.float32, "LongStorage": np.int64}

    def __init__(self, file):
        super().__init__(file)
        self.storage_types = {}

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, *_: StoredTensor(storage, offset, shape)
        if module == "torch" and name in self.STORAGE_TYPES:
            return self.STORAGE_TYPES[name]
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in a file of weights")

    def persistent_load(self, pid):
        _, kind, key = pid[:3]
        self.storage_types[key] = np.dtype(kind)
        return key


def load_weights(path):
    """Tensors by name, from the checkpoint format that PyTorch used before 1.6."""
    with open(path, "rb") as file:
        for _ in ("magic number", "protocol", "sizes of C types"):
            TensorUnpickler(file).load()
        unpickler = TensorUnpickler(file)
        tensors = unpickler.load()["model_state"]
        storages = {}
        for key in TensorUnpickler(file).load():
            kind = unpickler.storage_types[key]
            (count,) = struct.unpack("<q", file.read(8))
            storages[key] = np.frombuffer(file.read(count * kind.itemsize), kind)
    found = {}
    for name, tensor in tensors.items():
        size = int(np.prod(tensor.shape))
        found[name] = storages[tensor.storage][tensor.offset : tensor.offset + size].reshape(tensor.shape)
    return found


def mel_model():
    """Sound -> mel power, one row for each 10 ms."""
    audio = op.parameter([1, -1], ov.Type.f32, name="audio")
    power = graph.mel_power(audio, MEL_BANDS, "constant")
    result = op.result(op.transpose(op.squeeze(power, ints(0)), ints(1, 0)))
    graph.name_outputs([result], ["mel"])
    return ov.Model([result], [audio], "voice_mel")


def gates_in_engine_order(array):
    """PyTorch stacks the gates as input, forget, cell, output; OpenVINO wants forget, input, cell, output."""
    into, forget, cell, out = np.split(array, 4)
    return floats(np.concatenate([forget, into, cell, out])[None])


def lstm_layer(x, weights, layer):
    """(N, T, width) -> (N, T, WIDTH), starting from silence in each window."""
    bias = weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
    size = op.shape_of(x)
    windows = op.gather(size, ints(0), scalar(0))
    frames = op.gather(size, ints(1), scalar(0))
    start = op.broadcast(op.constant(np.float32(0)), op.concat([windows, ints(1, WIDTH)], 0))
    lengths = op.broadcast(frames, windows)
    sequence = op.lstm_sequence(
        x,
        start,
        start,
        lengths,
        gates_in_engine_order(weights[f"lstm.weight_ih_l{layer}"]),
        gates_in_engine_order(weights[f"lstm.weight_hh_l{layer}"]),
        gates_in_engine_order(bias),
        WIDTH,
        "forward",
    )
    return op.squeeze(sequence.output(0), ints(1))


def embedding_model(weights):
    """Windows of mel power -> one point on the unit sphere for each."""
    mel = op.parameter([-1, WINDOW_FRAMES, MEL_BANDS], ov.Type.f32, name="mel")
    x = mel
    for layer in range(LAYERS):
        x = lstm_layer(x, weights, layer)
    last = op.gather(x, scalar(WINDOW_FRAMES - 1), scalar(1))
    raw = op.relu(linear(last, weights["linear.weight"], weights["linear.bias"]))
    result = op.result(op.normalize_l2(raw, ints(1), 1e-12, "add"))
    graph.name_outputs([result], ["embedding"])
    return ov.Model([result], [mel], "voice_ge2e")


def embedding_reference(mel, weights):
    """What embedding_model computes, step by step in numpy, for one window."""

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    x = mel
    for layer in range(LAYERS):
        into, back, bias_in, bias_back = (
            weights[f"lstm.{part}_l{layer}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        hidden = cell = np.zeros(WIDTH)
        seen = []
        for row in x:
            i, f, g, o = np.split(into @ row + back @ hidden + bias_in + bias_back, 4)
            cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
            hidden = sigmoid(o) * np.tanh(cell)
            seen.append(hidden)
        x = np.stack(seen)
    raw = np.maximum(0, weights["linear.weight"] @ x[-1] + weights["linear.bias"])
    return raw / np.linalg.norm(raw)


def check(out, weights):
    """Both graphs must agree with numpy."""
    sound = graph.speech_like_sound(2)
    wanted = graph.mel_power_reference(sound, MEL_BANDS, "constant").T
    (mel,) = graph.run_once(out / "mel.xml", {"audio": sound[None]})
    graph.expect_close(mel, wanted, 1e-3 * wanted.max(), "voice/mel")
    windows = np.stack([mel[:WINDOW_FRAMES], mel[20 : 20 + WINDOW_FRAMES]])
    (embedding,) = graph.run_once(out / "ge2e.xml", {"mel": windows})
    wanted = np.stack([embedding_reference(window, weights) for window in windows])
    graph.expect_close(embedding, wanted, 2e-3, "voice/ge2e")


def main(out, checkpoint):
    out = Path(out)
    weights = load_weights(checkpoint)
    graph.save(mel_model(), out / "mel.xml", half_precision=False)
    graph.save(embedding_model(weights), out / "ge2e.xml", half_precision=False)
    check(out, weights)


if __name__ == "__main__":
    main(*sys.argv[1:])
