"""How loops are compiled, and the few machine instructions that they need by name.

Importing costs half a second, and several the first time ever: only large banks do it.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba.core.cgutils
import numba.extending
import numpy as np

LANES = 32  # signatures compared at once; as many must follow the last one

# What is compiled lives by other rules than Python's types can tell.
types: Any = numba.types
cgutils: Any = numba.core.cgutils
ir: Any = cgutils.ir
intrinsic: Callable[[Callable[..., Any]], Callable[..., Any]] = numba.extending.intrinsic


def edition(folder: Path) -> str:
    """A digest of all loops together. Numba's cache sees a change in a loop's own file only, not in what it
    calls from another: after an upgrade an old loop would be run, and recall be guaranteed by nobody."""
    sources = b"".join(file.read_bytes() for file in sorted(folder.glob("*.py")))
    return hashlib.sha256(sources).hexdigest()[:12]


_EDITION = edition(Path(__file__).parent)


def array(dtype: Any, dimensions: int) -> Any:
    """The type of an array that is written to."""
    return types.Array(dtype, dimensions, "C")


def frozen(dtype: Any, dimensions: int) -> Any:
    """The type of a read-only array, as a mapped file gives it."""
    return types.Array(dtype, dimensions, "C", readonly=True)


def compiled(signature: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compile for one signature, at import; from the second time on it is read from a cache."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__qualname__ = f"{function.__name__}_{_EDITION}"
        try:
            made: Callable[..., Any] = numba.njit(signature, cache=True, nogil=True)(function)
        except RuntimeError:  # neither the package's folder nor the user's cache folder can be written
            made = numba.njit(signature, nogil=True)(function)
        return made

    return decorate


@intrinsic
def ones(typing: Any, word: Any) -> Any:
    """Count the set bits of one unsigned word."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.cast(builder, builder.ctpop(args[0]), word, types.int64)

    return types.int64(word), generate


@intrinsic
def prefetch(typing: Any, array: Any, index: Any) -> Any:
    """Ask for the cache line of a flat array's element; the index need not be inside."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        view = context.make_array(array)(context, builder, args[0])
        address = builder.bitcast(builder.gep(view.data, [args[1]]), cgutils.voidptr_t)
        word = cgutils.int32_t
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, word, word, word])
        call = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        builder.call(call, [address, word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


@intrinsic
def near_mask(typing: Any, signatures: Any, place: Any, own: Any, limits: Any) -> Any:
    """Compare LANES signatures from `place` on at once: a bit set for each that passes both limits.

    limits: low mask, most flips under the mask, most flips in all; three uint16.
    """

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = ir.VectorType(ir.IntType(16), LANES)
        kind = ir.FunctionType(lanes, [lanes])
        ones = cgutils.get_or_insert_function(builder.module, kind, f"llvm.ctpop.v{LANES}i16")

        def spread(scalar: Any) -> Any:
            first = builder.insert_element(ir.Constant(lanes, ir.Undefined), scalar, cgutils.int32_t(0))
            return builder.shuffle_vector(
                first, first, ir.Constant(ir.VectorType(cgutils.int32_t, LANES), [0] * LANES)
            )

        view = context.make_array(signatures)(context, builder, args[0])
        address = builder.bitcast(builder.gep(view.data, [args[1]]), lanes.as_pointer())
        differing = builder.xor(builder.load(address, align=2), spread(args[2]))
        low, limit, chain = (spread(builder.extract_value(args[3], column)) for column in range(3))
        in_band = builder.icmp_unsigned("<=", builder.call(ones, [builder.and_(differing, low)]), limit)
        in_all = builder.icmp_unsigned("<=", builder.call(ones, [differing]), chain)
        return builder.bitcast(builder.and_(in_band, in_all), ir.IntType(LANES))

    return types.uint32(signatures, types.int64, types.uint16, types.UniTuple(types.uint16, 3)), generate


@intrinsic
def lowest(typing: Any, word: Any) -> Any:
    """Give the place of the lowest set bit of a word that is not 0."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        found = builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))
        return context.cast(builder, found, word, types.int64)

    return types.int64(word), generate


@compiled(types.int64(frozen(types.uint64, 1), types.int64, types.int64))
def bits(row: Any, start: Any, width: Any) -> Any:
    """Read `width` <= 32 bits of a 256-bit row from bit `start`, going round at the end."""
    word = (start >> 6) & 3
    shift = np.uint64(start & 63)
    low = row[word] >> shift
    if shift + np.uint64(width) > 64:
        low |= row[(word + 1) & 3] << (np.uint64(64) - shift)
    return np.int64(low & ((np.uint64(1) << np.uint64(width)) - np.uint64(1)))


@compiled(types.void(frozen(types.uint8, 2), frozen(types.uint64, 3), array(types.uint64, 2)))
def permute(raw: Any, table: Any, permuted: Any) -> None:
    """Move the bits of every 32-byte row by a (32, 256, 4) table."""
    for row in range(len(raw)):
        a = b = c = d = np.uint64(0)
        for byte in range(32):
            moved = table[byte, raw[row, byte]]
            a |= moved[0]
            b |= moved[1]
            c |= moved[2]
            d |= moved[3]
        permuted[row, 0], permuted[row, 1], permuted[row, 2], permuted[row, 3] = a, b, c, d
