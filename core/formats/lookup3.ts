const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

/** The 32-bit hash that HDF5 files check their headers with. Bob Jenkins (2006), "lookup3.c", hashlittle with an initial value of 0. */
export function lookup3(bytes: Uint8Array): number {
  let a = 0xdeadbeef + bytes.length | 0
  let b = a
  let c = a
  const word = (offset: number): number => (bytes[offset] ?? 0) | (bytes[offset + 1] ?? 0) << 8 | (bytes[offset + 2] ?? 0) << 16 | (bytes[offset + 3] ?? 0) << 24
  let offset = 0
  for (; bytes.length - offset > 12; offset += 12) {
    a = a + word(offset) | 0
    b = b + word(offset + 4) | 0
    c = c + word(offset + 8) | 0
    a = (a - c | 0) ^ rotate(c, 4)
    c = c + b | 0
    b = (b - a | 0) ^ rotate(a, 6)
    a = a + c | 0
    c = (c - b | 0) ^ rotate(b, 8)
    b = b + a | 0
    a = (a - c | 0) ^ rotate(c, 16)
    c = c + b | 0
    b = (b - a | 0) ^ rotate(a, 19)
    a = a + c | 0
    c = (c - b | 0) ^ rotate(b, 4)
    b = b + a | 0
  }
  if (offset === bytes.length) return c >>> 0
  a = a + word(offset) | 0
  b = b + word(offset + 4) | 0
  c = c + word(offset + 8) | 0
  c = (c ^ b) - rotate(b, 14) | 0
  a = (a ^ c) - rotate(c, 11) | 0
  b = (b ^ a) - rotate(a, 25) | 0
  c = (c ^ b) - rotate(b, 16) | 0
  a = (a ^ c) - rotate(c, 4) | 0
  b = (b ^ a) - rotate(a, 14) | 0
  c = (c ^ b) - rotate(b, 24) | 0
  return c >>> 0
}
