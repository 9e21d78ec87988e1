import SafeSodium

/// Whole age files in memory, for contents that are small.
public enum Age {
    /// The age file of some bytes for these recipients.
    ///
    /// - Throws: as ``AgeWriter/init(to:writing:)``.
    public static func seal(
        _ plaintext: Span<UInt8>, to recipients: [Recipient], armored: Bool = false
    ) throws -> [UInt8] {
        var writer = try AgeWriter(
            to: recipients, writing: ArmorSink(MemorySink(), armored: armored))
        try writer.write(plaintext)
        return try writer.finish().finish().bytes
    }

    /// The age file of some bytes that opens with a passphrase.
    ///
    /// - Throws: ``AgeError/outOfMemory``.
    public static func seal(
        _ plaintext: Span<UInt8>, passphrase: Passphrase, logN: Int = Passphrase.defaultLogN,
        armored: Bool = false
    ) throws -> [UInt8] {
        var writer = try AgeWriter(
            passphrase: passphrase, logN: logN, writing: ArmorSink(MemorySink(), armored: armored))
        try writer.write(plaintext)
        return try writer.finish().finish().bytes
    }

    /// The plaintext of an age file, armored or not.
    ///
    /// - Throws: ``AgeError/plaintextTooLong`` where it has more than `limit` bytes; else as
    ///   ``AgeReader/init(_:identities:)`` and ``AgeReader/readChunk(_:)``.
    public static func open(
        _ file: [UInt8], identities: [Identity], limit: Int
    ) throws -> [UInt8] {
        let reader = try AgeReader(
            ArmorSource(detecting: MemorySource(file)), identities: identities)
        return try readAll(reader, limit: limit)
    }

    /// The plaintext of an age file that was sealed with a passphrase, armored or not.
    ///
    /// - Throws: ``AgeError/plaintextTooLong`` where it has more than `limit` bytes; else as
    ///   ``AgeReader/init(_:passphrase:maximumLogN:)`` and ``AgeReader/readChunk(_:)``.
    public static func open(
        _ file: [UInt8], passphrase: Passphrase,
        maximumLogN: Int = Passphrase.defaultMaximumLogN, limit: Int
    ) throws -> [UInt8] {
        let reader = try AgeReader(
            ArmorSource(detecting: MemorySource(file)), passphrase: passphrase,
            maximumLogN: maximumLogN)
        return try readAll(reader, limit: limit)
    }

    /// All or nothing: on any failure, what was opened before is overwritten.
    private static func readAll<Source: ByteSource & ~Copyable>(
        _ reader: consuming AgeReader<Source>, limit: Int
    ) throws -> [UInt8] {
        var reader = reader
        var plaintext = WipedBuffer()
        func keep(_ chunk: Span<UInt8>) throws {
            guard chunk.count <= limit - plaintext.count else { throw AgeError.plaintextTooLong }
            let needed = plaintext.count + chunk.count
            if needed > plaintext.capacity {
                plaintext.reserve(max(needed, min(plaintext.capacity * 2, limit)))
            }
            plaintext.append(chunk)
        }
        while try reader.readChunk(keep) {}
        return Array(plaintext.bytes)
    }
}
