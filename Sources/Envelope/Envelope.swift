import AgeFile

/// How everything is sealed to people: for hybrid recipients, filled up to a power of two, padded with zeros, and
/// hashed on the way.
///
/// Records, attachments and bundles are written and checked here, and nowhere else. Source: the page *Sealing*.
package enum Envelope {
    /// The most bytes that a sealed object has whose content has at most `limit`.
    package static func maximumByteCount(ofContent limit: Int) -> Int {
        limit + limit / 8 + Header.maximumByteCount
    }

    /// Checks that a plaintext is as long as one with this content has to be.
    ///
    /// - Throws: ``EnvelopeError/wrongPadding``.
    package static func requirePadded(
        _ byteCount: UInt64, content: UInt64
    ) throws(EnvelopeError) {
        guard byteCount == Padding.paddedByteCount(content) else { throw .wrongPadding }
    }
}

/// Why a sealed object is refused, though it opens.
package enum EnvelopeError: Error, Hashable, Sendable {
    /// It is not as long as its content makes it, or the rest is not zeros.
    case wrongPadding
    /// The content is not the one that was announced: another length, or another SHA-256.
    case otherContent
}
