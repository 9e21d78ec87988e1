package import SafeSodium

/// A signed note whose text is a checkpoint: what a log shows as its head, and what witnesses
/// cosign.
public struct SignedCheckpoint: Hashable, Sendable {
    /// The note, with all its signatures.
    public private(set) var note: SignedNote
    /// What its text says.
    public let checkpoint: Checkpoint

    /// Reads the checkpoint in a note.
    ///
    /// - Throws: ``NoteError/malformedCheckpoint`` where the text is something else.
    public init(_ note: SignedNote) throws(NoteError) {
        checkpoint = try Checkpoint(parsing: note.text)
        self.note = note
    }

    /// Reads a signed checkpoint of at most `limit` bytes.
    ///
    /// - Throws: as `SignedNote.init(parsing:limit:)`, and ``NoteError/malformedCheckpoint``.
    public init(parsing bytes: [UInt8], limit: Int) throws(NoteError) {
        try self.init(SignedNote(parsing: bytes, limit: limit))
    }

    /// Signs a checkpoint with the log's own key, whose name is the origin.
    package init(signing checkpoint: Checkpoint, with key: borrowing SigningKey) {
        self.checkpoint = checkpoint
        note = SignedNote(signing: checkpoint.text, as: checkpoint.origin, with: key)
    }

    /// The same checkpoint with the log's own signature alone, checked. What others added is left
    /// behind: it says nothing to whoever cosigns it next, and takes room.
    ///
    /// - Throws: as ``verify(by:)``.
    package func keepingOnly(_ key: VerifierKey) throws(NoteError) -> SignedCheckpoint {
        try verify(by: key)
        return try SignedCheckpoint(note.keepingOnly(key))
    }

    /// The same checkpoint with the signatures of another note of it as well; nil where that is of another
    /// head, or the note would be too full.
    package func joined(_ other: SignedCheckpoint) -> SignedCheckpoint? {
        guard checkpoint == other.checkpoint else { return nil }
        var joined = self
        for signature in other.note.signatures {
            guard (try? joined.note.add(signature)) != nil else { return nil }
        }
        return joined
    }

    /// The note's bytes.
    public var encoded: [UInt8] { note.encoded }

    /// Checks that the log itself signed this.
    ///
    /// - Throws: ``NoteError/wrongOrigin(wanted:)`` where the checkpoint is of another log than
    ///   the key's, ``NoteError/unsuitableKey(of:)`` for a cosigner's key, and as
    ///   ``SignedNote/verify(by:)``.
    public func verify(by key: VerifierKey) throws(NoteError) {
        guard key.type == .ed25519 else { throw .unsuitableKey(of: key.name) }
        guard checkpoint.origin.utf8.elementsEqual(key.name.utf8) else {
            throw .wrongOrigin(wanted: key.name)
        }
        try note.verify(by: key)
    }

    /// The cosignature by a witness, checked.
    ///
    /// - Throws: as ``Cosignature/init(verifying:by:)``.
    public func cosignature(by key: VerifierKey) throws(NoteError) -> Cosignature {
        try Cosignature(verifying: note, by: key)
    }

    /// Cosigns as `name`, in place of an older cosignature by the same key.
    ///
    /// - Parameter time: POSIX seconds, below 2^63.
    /// - Throws: ``NoteError/tooManySignatures(limit:)`` where the note is full.
    package mutating func cosign(
        as name: String, at time: UInt64, with key: borrowing SigningKey
    ) throws(NoteError) {
        try note.add(Cosignature.make(over: checkpoint, at: time, as: name, with: key))
    }
}
