"""The seccomp filter of a worker: which system calls it may still make.

An allow-list. What is not named is refused with EPERM; what no decoder ever does ends the process.
Source: linux/seccomp.h, linux/filter.h; call numbers: asm/unistd_64.h and asm-generic/unistd.h.
"""

import errno
import fcntl
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_ERRNO: Final = 0x00050000
_EPERM: Final = _ERRNO | errno.EPERM
_ENOSYS: Final = _ERRNO | errno.ENOSYS

_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # classic BPF codes
_NUMBER_AT, _ARCH_AT, _ARGS_AT = 0, 4, 16  # offsets in struct seccomp_data
_X32_BIT: Final = 0x40000000

_PTHREAD_FLAGS: Final = (0x3D0F00, 0x7D0F00)  # what glibc and musl pass to clone for a thread, exactly
_PROT_EXEC: Final = 4
_AT_EMPTY_PATH: Final = 0x1000
_FCNTLS: Final = (0, 1, 2, 3, 4, fcntl.F_DUPFD_CLOEXEC)  # never F_SETOWN: it sends signals to others
_IOCTLS: Final = (0x5401, 0x541B, 0x5450, 0x5451)  # TCGETS, FIONREAD, FIONCLEX, FIOCLEX
_PRCTLS: Final = (3, 15, 16, 0x53564D41)  # PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA


@dataclass(frozen=True, slots=True)
class Machine:
    """One processor architecture: its number in seccomp_data, and its column in the tables."""

    audit_arch: int
    column: int


MACHINES: Final = {"x86_64": Machine(0xC000003E, 0), "aarch64": Machine(0xC00000B7, 1)}

_FREE: Final = """
read 0 63, write 1 64, close 3 57, fstat 5 80, lseek 8 62, munmap 11 215, brk 12 214, mremap 25 216,
madvise 28 233, rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139, sigaltstack 131 132,
pread64 17 67, readv 19 65, writev 20 66, preadv 295 69, fadvise64 221 223, close_range 436 436,
dup 32 23, dup2 33 -, dup3 292 24, select 23 -, poll 7 -, pselect6 270 72, ppoll 271 73,
recvfrom 45 207, recvmsg 47 212, futex 202 98, sched_yield 24 124, sched_getaffinity 204 123,
set_robust_list 273 99, set_tid_address 218 96, rseq 334 293, membarrier 324 283, getcpu 309 168,
restart_syscall 219 128, nanosleep 35 101, clock_nanosleep 230 115, clock_gettime 228 113,
clock_getres 229 114, gettimeofday 96 169, time 201 -, times 100 153, getrandom 318 278,
getpid 39 172, gettid 186 178, getppid 110 173, getuid 102 174, geteuid 107 175, getgid 104 176,
getegid 108 177, uname 63 160, sysinfo 99 179, getrlimit 97 163, getrusage 98 165,
exit 60 93, exit_group 231 94
"""

_ALARMING: Final = """
execve 59 221, execveat 322 281, ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271,
bpf 321 280, userfaultfd 323 282, io_uring_setup 425 425, io_uring_enter 426 426,
io_uring_register 427 427, keyctl 250 219, add_key 248 217, request_key 249 218, unshare 272 97,
setns 308 268, mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51, init_module 175 105,
finit_module 313 273, kexec_load 246 104, perf_event_open 298 241, open_by_handle_at 304 265
"""

_Step = tuple[int, int, int, int]  # code, jump if true, jump if false, operand


def program(machine: Machine, pid: int) -> bytes:
    """Return the filter as an array of struct sock_filter for the process `pid`."""
    return b"".join(struct.pack("=HBBI", *step) for step in _steps(machine, pid))


def _steps(machine: Machine, pid: int) -> list[_Step]:
    steps = [_load(_ARCH_AT), (_EQUAL, 1, 0, machine.audit_arch), _end(_KILL), _load(_NUMBER_AT)]
    steps += [(_AT_LEAST, 0, 1, _X32_BIT), _end(_KILL)]
    for number in _numbers(_FREE, machine):
        steps += _when(number, [_end(_ALLOW)])
    for number in _numbers(_ALARMING, machine):
        steps += _when(number, [_end(_KILL)])
    for numbers, body in _checked(pid):
        steps += _when(numbers[machine.column], body)
    return [*steps, _end(_EPERM)]


def _numbers(table: str, machine: Machine) -> Iterable[int]:
    for row in table.replace("\n", " ").split(","):
        number = row.split()[1 + machine.column]
        if number != "-":
            yield int(number)


def _checked(pid: int) -> list[tuple[tuple[int, int], list[_Step]]]:
    no_code = [_load(_argument(2)), (_BITS, 0, 1, _PROT_EXEC), _end(_EPERM), _end(_ALLOW)]
    own_file = [_load(_argument(3)), (_BITS, 0, 1, _AT_EMPTY_PATH), _end(_ALLOW), _end(_EPERM)]
    to_nobody = [*_must_be(4, 0), *_must_be(4, 0, high=4), _end(_ALLOW)]
    only_read = [*_must_be(0, 0), *_must_be(2, 0), *_must_be(2, 0, high=4), _end(_ALLOW)]
    return [
        ((9, 222), no_code),  # mmap
        ((10, 226), no_code),  # mprotect
        ((262, 79), own_file),  # newfstatat
        ((44, 206), to_nobody),  # sendto: only what is connected already
        ((302, 261), only_read),  # prlimit64
        ((435, 435), [_end(_ENOSYS)]),  # clone3: its flags are out of sight, so libc falls back to clone
        ((56, 220), _one_of(0, _PTHREAD_FLAGS)),  # clone
        ((72, 25), _one_of(1, _FCNTLS)),  # fcntl
        ((16, 29), _one_of(1, _IOCTLS)),  # ioctl
        ((157, 167), _one_of(0, _PRCTLS)),  # prctl
        ((62, 129), _one_of(0, (pid,))),  # kill: abort() and the like, never another process
        ((234, 131), _one_of(0, (pid,))),  # tgkill
    ]


def _when(number: int, body: list[_Step]) -> list[_Step]:
    return [(_EQUAL, 0, len(body), number), *body]


def _one_of(argument: int, values: Iterable[int]) -> list[_Step]:
    steps = [_load(_argument(argument))]
    for value in values:
        steps += _when(value, [_end(_ALLOW)])
    return [*steps, _end(_EPERM)]


def _must_be(argument: int, value: int, high: int = 0) -> list[_Step]:
    return [_load(_argument(argument) + high), (_EQUAL, 1, 0, value), _end(_EPERM)]


def _argument(index: int) -> int:
    return _ARGS_AT + 8 * index  # the low half: both machines are little-endian


def _load(offset: int) -> _Step:
    return _LOAD, 0, 0, offset


def _end(verdict: int) -> _Step:
    return _RETURN, 0, 0, verdict
