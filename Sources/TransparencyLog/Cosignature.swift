package import SafeSodium

/// A statement that someone other than the log saw it grow consistently up to a checkpoint,
/// and when (C2SP tlog-cosignature.md, Ed25519).
///
/// ```
/// signature = time, 8 bytes big-endian || Ed25519 signature, 64 bytes
/// message   = "cosignature/v1\n" || "time <decimal>\n" || the checkpoint's text
/// ```
///
/// The message does not name the cosigner, so two cosigners must never share a key.
public struct Cosignature: Sendable {
    private static let byteCount = 8 + 64

    /// The cosigner's name.
    public let name: String
    /// When the checkpoint was the largest one seen: POSIX seconds, below 2^63.
    public let time: UInt64

    /// Finds the cosignature by a key and checks it.
    ///
    /// - Throws: ``NoteError/unsuitableKey(of:)`` for a key of another type,
    ///   ``NoteError/malformedCheckpoint`` where the note is no checkpoint,
    ///   ``NoteError/notSigned(by:)`` where there is no cosignature by this key,
    ///   ``NoteError/forged(by:)`` where there is one and it is wrong.
    public init(verifying note: SignedNote, by key: VerifierKey) throws(NoteError) {
        guard key.type == .cosignature else { throw .unsuitableKey(of: key.name) }
        let checkpoint = try Checkpoint(parsing: note.text)
        let bytes = try note.signature(by: key).bytes
        let time = UInt64(bigEndian: bytes.prefix(8))
        guard bytes.count == Self.byteCount, time <= Int64.max,
            key.hasSigned(Self.message(for: checkpoint, at: time), Array(bytes.dropFirst(8)))
        else { throw .forged(by: key.name) }
        name = key.name
        self.time = time
    }

    /// Makes the signature line of a cosigner.
    ///
    /// Whoever calls this says that the checkpoint extends every one of the log that was
    /// cosigned before.
    package static func make(
        over checkpoint: Checkpoint, at time: UInt64, as name: String,
        with key: borrowing SigningKey
    ) -> NoteSignature {
        precondition(time <= Int64.max, "a time below 2^63")
        let signature = key.signature(for: message(for: checkpoint, at: time).span)
        return NoteSignature(
            by: VerifierKey(name: name, publicKey: key.verifyingKey.bytes, type: .cosignature),
            bytes: time.bigEndianBytes + signature)
    }

    private static func message(for checkpoint: Checkpoint, at time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(checkpoint.text)".utf8)
    }
}

extension Cosignature: Hashable {
    /// Whether both are by the same name, byte for byte, and of the same time.
    public static func == (left: Cosignature, right: Cosignature) -> Bool {
        left.time == right.time && left.name.utf8.elementsEqual(right.name.utf8)
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Array(name.utf8))
        hasher.combine(time)
    }
}
