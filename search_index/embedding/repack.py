"""Puts 4-bit weights into an exported graph without losing a digit.

The packed model's weights sit on a grid of 16 steps in every block of 32. onnxruntime has operators for exactly that
layout (`MatMulNBits`, `GatherBlockQuantized`), so the float weights of the export are put back on their grid: bit for
bit what they were, a sixth of the size. Activations are rounded to 8 bits block by block inside one token, so a vector
does not depend on the batch it was computed in. (With onnxruntime's dynamic int8, one scale for the whole batch, the
same text moved to cosine 0.996 in another batch, and 0.996 away from the float model; here both are 0.9999 or better.)
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from search_index.embedding.nano_e5 import BLOCK

DOMAIN = "com.microsoft"
INT8_ACTIVATIONS = 4
"""`accuracy_level` of MatMulNBits: integer products, activations in 8 bits by block."""
TABLE_ROWS = 10_000
"""A looked-up matrix with more rows than this is the word table."""
TOLERANCE = 1e-6
MOST_THIN = 64
"""A matrix with no more rows or columns is a low-rank addition, kept in full precision."""


class NotOnGrid(ValueError):
    """The weights are no 4-bit weights; packing them would lose precision."""


def pack_q4(weights: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Float weights (rows, columns) that came from Q4_0, back to 4 bits.

    Returns the nibbles (rows, columns / 32, 16) and the scales (rows, columns / 32). Two neighbouring weights
    share a byte, the first in the low nibble; a weight is (nibble - 8) · scale.
    """
    rows, columns = weights.shape
    blocks = weights.reshape(rows, columns // BLOCK, BLOCK)
    farthest = np.abs(blocks).argmax(axis=-1)[..., None]
    scales = np.take_along_axis(blocks, farthest, axis=-1) / np.float32(-8.0)
    steps = blocks / np.where(scales == 0, np.float32(1.0), scales)
    nibbles = np.clip(np.rint(steps) + 8, 0, 15).astype(np.uint8)
    error = float(np.abs((nibbles.astype(np.float32) - 8) * scales - blocks).max())
    if error > TOLERANCE:
        raise NotOnGrid(f"weights are off the 4-bit grid by up to {error:.2g}")
    return nibbles[..., 0::2] | nibbles[..., 1::2] << 4, scales[..., 0]


def _linear(node: onnx.NodeProto, weight: onnx.TensorProto) -> tuple[onnx.NodeProto, list[onnx.TensorProto]]:
    matrix = numpy_helper.to_array(weight).T
    rows, columns = matrix.shape
    nibbles, scales = pack_q4(np.ascontiguousarray(matrix))
    names = [f"{weight.name}_q4", f"{weight.name}_scale"]
    packed = helper.make_node(
        "MatMulNBits",
        [node.input[0], *names],
        list(node.output),
        name=node.name,
        domain=DOMAIN,
        K=columns,
        N=rows,
        bits=4,
        block_size=BLOCK,
        accuracy_level=INT8_ACTIVATIONS,
    )
    return packed, [numpy_helper.from_array(nibbles, names[0]), numpy_helper.from_array(scales.reshape(-1), names[1])]


def _lookup(node: onnx.NodeProto, table: onnx.TensorProto) -> tuple[onnx.NodeProto, list[onnx.TensorProto]]:
    matrix = numpy_helper.to_array(table)
    nibbles, scales = pack_q4(matrix)
    names = [f"{table.name}_q4", f"{table.name}_scale"]
    packed = helper.make_node(
        "GatherBlockQuantized",
        [names[0], node.input[1], names[1]],
        list(node.output),
        name=node.name,
        domain=DOMAIN,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
        bits=4,
    )
    flat = nibbles.reshape(len(matrix), -1)
    return packed, [numpy_helper.from_array(flat, names[0]), numpy_helper.from_array(scales, names[1])]


def _is_word_table(tensor: onnx.TensorProto | None) -> bool:
    return tensor is not None and len(tensor.dims) == 2 and tensor.dims[0] > TABLE_ROWS


def _is_packed(tensor: onnx.TensorProto | None) -> bool:
    return tensor is not None and min(tensor.dims) > MOST_THIN


def repack(model: onnx.ModelProto) -> None:
    """Replace, in place, every product with a constant matrix and the word look-up by their 4-bit forms."""
    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    nodes: list[onnx.NodeProto] = []
    packed_tensors: list[onnx.TensorProto] = []
    replaced: set[str] = set()
    for node in graph.node:
        if node.op_type == "MatMul" and _is_packed(constants.get(node.input[1])):
            weight = constants[node.input[1]]
            new_node, tensors = _linear(node, weight)
        elif node.op_type == "Gather" and _is_word_table(constants.get(node.input[0])):
            weight = constants[node.input[0]]
            new_node, tensors = _lookup(node, weight)
        else:
            nodes.append(node)
            continue
        nodes.append(new_node)
        packed_tensors += tensors
        replaced.add(weight.name)
    kept = [tensor for tensor in graph.initializer if tensor.name not in replaced]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.initializer[:]
    graph.initializer.extend([*kept, *packed_tensors])
    model.opset_import.append(helper.make_opsetid(DOMAIN, 1))
