"""What the Python peers share: the loop over requests, and timing by the median of bursts."""
import json
import sys
import time


def seconds_per_call(work, seconds):
    end = time.perf_counter() + 0.15 * min(1, seconds * 4)
    while time.perf_counter() < end:
        work()
    start = time.perf_counter()
    work()
    calls = max(1, round(0.01 / max(1e-6, time.perf_counter() - start)))
    bursts = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(bursts) < 3:
        start = time.perf_counter()
        for _ in range(calls):
            work()
        bursts.append((time.perf_counter() - start) / calls)
    return sorted(bursts)[len(bursts) // 2]


def serve(name, answer):
    """Prints who this is, then one reply per request. `answer` returns seconds, or a text that says why there are none."""
    print(json.dumps({"ready": name}), flush=True)
    for line in sys.stdin:
        result = answer(json.loads(line))
        print(json.dumps({"unsupported": result} if isinstance(result, str) else {"seconds": result}), flush=True)
