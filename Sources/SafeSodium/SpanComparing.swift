import Glibc

extension Span where Element == UInt8 {
    /// Whether these bytes are what lies at a place; also false where the span ends before.
    package func holds(_ expected: [UInt8], at place: Int) -> Bool {
        guard place >= 0, count - place >= expected.count else { return false }
        return unsafe withUnsafeBufferPointer { mine in
            unsafe expected.withUnsafeBufferPointer { expected in
                guard let mine = mine.baseAddress, let other = expected.baseAddress else {
                    return expected.isEmpty
                }
                // SAFETY: both have so many bytes from there on, as was just checked.
                return unsafe memcmp(mine + place, other, expected.count) == 0
            }
        }
    }
}
