package import AgeFile
package import SafeSodium

/// Opens a sealed object as it comes.
package struct EnvelopeReader<Source: ByteSource & ~Copyable>: ~Copyable {
    private var age: AgeReader<Source>
    /// Bytes of plaintext so far, with padding.
    private var byteCount: UInt64 = 0

    /// Begins to open.
    ///
    /// - Throws: `AgeError`; what the source throws.
    package init(_ source: consuming Source, with identity: Identity) throws {
        age = try AgeReader(source, identities: [identity])
    }

    /// The same where the content's length is known, so that it is hashed on the way.
    package init(
        _ source: consuming Source, with identity: Identity, hashing contentByteCount: Int64
    ) throws {
        age = try AgeReader(source, identities: [identity], hashing: Int(contentByteCount))
    }

    /// Whether every stanza of the file is of the kind that the profile demands: a classic one beside them opens it for
    /// whoever breaks that. Source: the page *Sealing*, "Recipients".
    package var isHybridAlone: Bool { age.header.isHybridAlone }

    /// Lends the next piece of plaintext, padding included; false at the end.
    package mutating func readChunk(_ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        var count = 0
        let isThere = try age.readChunk { chunk in
            count = chunk.count
            try body(chunk)
        }
        byteCount += UInt64(count)
        return isThere
    }

    /// Checks, at the end, that as much was read as a content of this length takes.
    ///
    /// - Throws: ``EnvelopeError/wrongPadding``.
    package func requirePadded(content: UInt64) throws(EnvelopeError) {
        try Envelope.requirePadded(byteCount, content: content)
    }

    /// Lends a content whose length and SHA-256 are known, and reads to the end.
    ///
    /// That it is the right content is known only when this returns: what `body` made by then must not be shown to
    /// anybody before.
    ///
    /// - Throws: ``EnvelopeError``; `AgeError`; what source and `body` throw.
    package mutating func readContent(
        _ contentByteCount: Int64, hash: SHA256Hash, _ body: (Span<UInt8>) throws -> Void
    ) throws {
        var left = contentByteCount
        var isPaddedWithZeros = true
        while try readChunk({ chunk in
            let own = Int(min(left, Int64(chunk.count)))
            if own > 0 { try body(chunk.extracting(0..<own)) }
            left -= Int64(own)
            for index in own..<chunk.count where chunk[index] != 0 { isPaddedWithZeros = false }
        }) {}
        guard left == 0, age.plaintextHash() == hash else { throw EnvelopeError.otherContent }
        guard isPaddedWithZeros else { throw EnvelopeError.wrongPadding }
        try requirePadded(content: UInt64(contentByteCount))
    }
}
