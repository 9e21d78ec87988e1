/// A generator whose numbers follow from a seed (SplitMix64), so that a failure can be repeated.
package struct SeededGenerator: RandomNumberGenerator {
    package let seed: UInt64
    private var state: UInt64

    /// A generator of a new seed, which is printed.
    package init(for purpose: String, seed: UInt64 = .random(in: 0 ... .max)) {
        self.seed = seed
        state = seed
        print("\(purpose): seed \(seed)")
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    package mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            let number = next()
            for shift in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * shift)))
            }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
