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
/// checked: opened
/// missing: <32 hex>            any number, in the order of the leaves
/// gone: <32 hex>               any number
/// unread: <32 hex>             any number
/// ```
/// Source: the page *The log, checkpoints and receipts*, "Receipt".
package struct Receipt: Hashable, Sendable {
    package static let kind = "amanat-receipt/v1"
    package static let maximumByteCount = 32 << 20

    /// How far the coordinator looked at what it stored.
    package enum Check: String, Sendable {
        /// It opened each record.
        case opened
        /// It compared hashes: it cannot open records.
        case hashes
    }

    /// The objects of which a receipt says more than that they are stored. None is in two of the lists.
    package struct Exceptions: Hashable, Sendable {
        /// Objects that the first `size` leaves name, and that the coordinator lacks.
        package let missing: [ObjectID]
        /// Objects that were destroyed on purpose, and are never sent again.
        package let gone: [ObjectID]
        /// Records that are stored, and that only a later version can read.
        package let unread: [ObjectID]

        package init(
            missing: [ObjectID] = [], gone: [ObjectID] = [], unread: [ObjectID] = []
        ) {
            // A log may name an object twice; a receipt must not.
            var named: Set<ObjectID> = []
            self.missing = missing.filter { named.insert($0).inserted }
            self.gone = gone.filter { named.insert($0).inserted }
            self.unread = unread.filter { named.insert($0).inserted }
        }
    }

    package let log: String
    package let size: UInt64
    package let root: TreeHash
    package let time: Timestamp
    package let check: Check
    package let exceptions: Exceptions
    private let unstored: Set<ObjectID>
    private let gone: Set<ObjectID>
    /// As it was signed.
    package let note: SignedNote

    package init(
        for checkpoint: Checkpoint, check: Check = .opened, _ exceptions: Exceptions,
        at time: Timestamp, signedBy key: borrowing SigningKey, as name: String
    ) {
        var text = """
            \(Self.kind)
            by: \(name)
            log: \(checkpoint.origin)
            size: \(checkpoint.size)
            root: \(checkpoint.root.base64)
            time: \(time)
            checked: \(check.rawValue)

            """
        for id in exceptions.missing { text += "missing: \(id)\n" }
        for id in exceptions.gone { text += "gone: \(id)\n" }
        for id in exceptions.unread { text += "unread: \(id)\n" }
        log = checkpoint.origin
        size = checkpoint.size
        root = checkpoint.root
        self.time = time
        self.check = check
        self.exceptions = exceptions
        unstored = Set(exceptions.missing + exceptions.gone)
        gone = Set(exceptions.gone)
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
        log = try lines.deviceField("log")
        size = try lines.numberField("size")
        guard let root = TreeHash(base64: String(try lines.field("root"))) else {
            throw .note(.malformedValue(of: "root"))
        }
        time = try lines.timeField()
        guard let check = Check(rawValue: String(try lines.field("checked"))) else {
            throw .note(.malformedValue(of: "checked"))
        }
        let missing = try lines.idFields("missing")
        let gone = try lines.idFields("gone")
        let unread = try lines.idFields("unread")
        try lines.finishFields().requireNoneToKnow()
        guard Set(missing + gone + unread).count == missing.count + gone.count + unread.count
        else { throw .contradiction(.receiptLists) }
        self.check = check
        exceptions = Exceptions(missing: missing, gone: gone, unread: unread)
        unstored = Set(missing + gone)
        self.gone = Set(gone)
        self.root = root
        self.note = note
    }

    /// Names this receipt in a log.
    package var hash: SHA256Hash { SHA256Hash(of: note.encoded) }

    /// Whether it says that an object, whose leaf has this index, is stored.
    package func vouches(for object: ObjectID, at index: UInt64) -> Bool {
        index < size && !unstored.contains(object)
    }

    /// Whether an object need not be sent to its signer any more: it is stored, or was destroyed on purpose.
    package func settles(_ object: ObjectID, at index: UInt64) -> Bool {
        index < size && (!unstored.contains(object) || gone.contains(object))
    }

    /// Whether it says more than an earlier one of the same coordinator about the same log.
    package func replaces(_ other: Receipt) -> Bool {
        (size, time) > (other.size, other.time)
    }
}
