package import AgeFile

/// Seals a content as it comes, and pads it when it has ended.
package struct EnvelopeWriter<Sink: ByteSink & ~Copyable>: ~Copyable {
    private var age: AgeWriter<Sink>
    /// Bytes of the content so far.
    package private(set) var byteCount: UInt64 = 0

    /// Begins a sealed object.
    ///
    /// - Parameter recipientCount: of whom the header is to tell no less than of so many recipients.
    package init(
        to recipients: [Recipient], asFor recipientCount: Int = 1, writing sink: consuming Sink
    ) throws {
        age = try AgeWriter(
            to: recipients, stanzas: .filledUp(asFor: recipientCount), hashing: true, writing: sink)
    }

    /// Seals the next bytes.
    package mutating func write(_ bytes: Span<UInt8>) throws {
        try age.write(bytes)
        byteCount += UInt64(bytes.count)
    }

    /// Seals all that a source has.
    package mutating func write<Source: ByteSource & ~Copyable>(
        contentsOf source: inout Source
    ) throws {
        byteCount += UInt64(try age.write(contentsOf: &source))
    }

    /// Pads, and ends the file.
    package consuming func finish() throws -> SealedFile<Sink> {
        let padding = Padding.paddedByteCount(byteCount) - byteCount
        try age.writeZeros(count: Int(padding))
        return try age.finishHashed()
    }
}
