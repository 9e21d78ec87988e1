/// How long a plaintext is made, so that its size says little.
///
/// Padmé (Nikitin et al., *Reducing Metadata Leakage from Encrypted Files and Communication with
/// PURBs*), with a floor. Source: the page *Sealing*, "Padding".
package enum Padding {
    /// The least length. With the parts of a record, a lower one would count its paragraphs.
    package static let floor: UInt64 = 16 << 10

    /// The length with padding, of a content of `byteCount` bytes.
    package static func paddedByteCount(_ byteCount: UInt64) -> UInt64 {
        guard byteCount > floor else { return floor }
        let exponent = UInt64.bitWidth - 1 - byteCount.leadingZeroBitCount
        let significant = Int.bitWidth - exponent.leadingZeroBitCount
        let mask: UInt64 = (1 << UInt64(exponent - significant)) - 1
        return (byteCount + mask) & ~mask
    }
}
