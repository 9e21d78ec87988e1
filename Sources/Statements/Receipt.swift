package import SafeSodium
package import TransparencyLog

/// A coordinator's statement of what it has durably stored of a device's log.
///
/// ```
/// amanat-receipt/v1
/// by: amanat/93aa…
/// log: amanat/41c2…
/// size: 57
/// root: CsUYapGG…
/// time: 2026-11-24T15:00:10Z
/// missing: <32 hex>            any number, in the order of the leaves
/// ```
/// Source: the page *The log, checkpoints and receipts*, "Receipt".
package struct Receipt: Hashable, Sendable {
    package static let kind = "amanat-receipt/v1"
    package static let maximumByteCount = 32 << 20

    package let log: String
    package let size: UInt64
    package let root: TreeHash
    package let time: Timestamp
    /// Objects that the first `size` leaves name, and that the coordinator lacks.
    package let missing: [ObjectID]
    private let missingSet: Set<ObjectID>
    /// As it was signed.
    package let note: SignedNote

    package init(
        for checkpoint: Checkpoint, missing: [ObjectID], at time: Timestamp,
        signedBy key: borrowing SigningKey, as name: String
    ) {
        // A log may name an object twice; a receipt must not.
        var named: Set<ObjectID> = []
        let missing = missing.filter { named.insert($0).inserted }
        var text = """
            \(Self.kind)
            by: \(name)
            log: \(checkpoint.origin)
            size: \(checkpoint.size)
            root: \(checkpoint.root.base64)
            time: \(time)

            """
        for id in missing { text += "missing: \(id)\n" }
        log = checkpoint.origin
        size = checkpoint.size
        root = checkpoint.root
        self.time = time
        self.missing = missing
        missingSet = named
        note = SignedNote(signing: text, as: name, with: key)
    }

    /// Reads a receipt, and checks that this coordinator's key signed it.
    package init(parsing bytes: [UInt8], signedBy key: VerifierKey) throws(StatementError) {
        let note = try reading { () throws(NoteError) in
            try SignedNote(parsing: bytes, limit: Self.maximumByteCount)
        }
        try note.requireOnlySignature(by: key)
        var lines = try reading { () throws(NoteError) in
            try NoteLines(note.text, expecting: Self.kind)
        }
        guard try lines.field("by") == key.name else {
            throw .contradiction(.signer)
        }
        log = String(try lines.field("log"))
        guard let size = UInt64(strictDecimal: try lines.field("size")) else {
            throw .note(.malformedValue(of: "size"))
        }
        guard let root = TreeHash(base64: String(try lines.field("root"))) else {
            throw .note(.malformedValue(of: "root"))
        }
        time = try lines.timeField()
        let missing = lines.values(for: "missing")
        self.missing = missing.compactMap { ObjectID(hex: $0) }
        missingSet = Set(self.missing)
        try lines.finishFields()
        guard missingSet.count == missing.count else {
            throw .note(.malformedValue(of: "missing"))
        }
        self.size = size
        self.root = root
        self.note = note
    }

    /// Names this receipt in a log.
    package var hash: SHA256Hash { SHA256Hash(of: note.encoded) }

    /// Whether it says that an object, whose leaf has this index, is stored.
    package func vouches(for object: ObjectID, at index: UInt64) -> Bool {
        index < size && !missingSet.contains(object)
    }

    /// Whether it says more than an earlier one of the same coordinator about the same log.
    package func replaces(_ other: Receipt) -> Bool {
        (size, time) > (other.size, other.time)
    }
}
