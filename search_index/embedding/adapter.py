"""Low-rank weights on top of the packed model (LoRA, Hu et al. 2021): ``y = W x + B A x`` in every named layer.

The packed model stays in its 4 bits; the two thin matrices beside each layer stay in full precision. So the tuned
model is exactly the tuned one: merging would move the weights off the 4-bit grid and rounding would undo part of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from search_index.embedding.errors import ModelDamaged

ADAPTER_FILE = Path(__file__).with_name("adapter.safetensors")
DOWN, UP = ".down", ".up"


@dataclass(frozen=True, slots=True)
class Adapter:
    """The matrices by layer name of a transformers BertModel."""

    layers: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
    """``down`` (rank, inputs) and ``up`` (outputs, rank), the scale already in ``up``."""

    def save(self, path: Path) -> None:
        """Write as half-precision safetensors."""
        # safetensors writes the memory as it lies: a transposed view would be stored scrambled.
        tensors = {name + DOWN: np.ascontiguousarray(down, dtype=np.float16) for name, (down, _) in self.layers.items()}
        tensors |= {name + UP: np.ascontiguousarray(up, dtype=np.float16) for name, (_, up) in self.layers.items()}
        save_file(tensors, str(path))

    def inject(self, bert: Any) -> dict[str, Any]:
        """Put the matrices beside the layers of a transformers BertModel, in place; raises ModelDamaged.

        Returns the new layers by name; ``down`` (inputs, rank) and ``up`` (rank, outputs) are their parameters.
        """
        import torch

        class LowRankLinear(torch.nn.Module):  # type: ignore[misc]
            """A linear layer and its low-rank addition."""

            def __init__(self, base: Any, down: NDArray[np.float32], up: NDArray[np.float32]) -> None:
                super().__init__()
                self.base = base
                self.down = torch.nn.Parameter(torch.from_numpy(np.ascontiguousarray(down.T)), requires_grad=False)
                self.up = torch.nn.Parameter(torch.from_numpy(np.ascontiguousarray(up.T)), requires_grad=False)

            def forward(self, inputs: Any) -> Any:
                return self.base(inputs) + (inputs @ self.down) @ self.up

        added = {}
        for name, (down, up) in self.layers.items():
            parent_name, _, child = name.rpartition(".")
            try:
                parent = bert.get_submodule(parent_name)
                base = parent.get_submodule(child)
            except AttributeError as error:
                raise ModelDamaged(f"微调权重里的 {name} 在模型中不存在") from error
            if (base.out_features, base.in_features) != (len(up), down.shape[1]):
                raise ModelDamaged(f"微调权重 {name} 的大小与模型不符")
            added[name] = LowRankLinear(base, down, up)
            setattr(parent, child, added[name])
        return added


def read_adapter(path: Path = ADAPTER_FILE) -> Adapter:
    """Read the committed weights; raises ModelDamaged."""
    try:
        tensors = load_file(str(path))
        names = sorted(name.removesuffix(DOWN) for name in tensors if name.endswith(DOWN))
        return Adapter(
            {name: (tensors[name + DOWN].astype(np.float32), tensors[name + UP].astype(np.float32)) for name in names}
        )
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise ModelDamaged(f"读不了微调权重 {path.name}：{error}") from error


def adapter_hash(path: Path = ADAPTER_FILE) -> str:
    """SHA-256 of the file, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
