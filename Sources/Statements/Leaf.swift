package import SafeSodium
package import TransparencyLog

/// One entry of a device's log. It never holds plaintext, or a hash of plaintext.
///
/// ```
/// amanat-leaf/v1
/// kind: sealed
/// object: <32 hex>
/// sha256: <64 hex>
/// note: <64 hex>             of `sealed` and `part` alone
/// time: 2026-11-23T09:14:02Z
/// ```
/// Source: the page *The log, checkpoints and receipts*, "Leaf".
package struct Leaf: Hashable, Sendable {
    /// What an entry remembers. Kinds that this version does not know are kept as they are.
    package struct Kind: Hashable, Sendable {
        package let name: String

        private init(known name: String) { self.name = name }

        /// nil unless it is 1 to 32 characters of `a-z` and `-`.
        package init?(_ name: some StringProtocol) {
            guard (1...32).contains(name.utf8.count),
                name.utf8.allSatisfy({
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
                })
            else { return nil }
            self.name = String(name)
        }

        package static let sealed = Kind(known: "sealed")
        package static let attached = Kind(known: "attached")
        package static let part = Kind(known: "part")
        package static let enrolled = Kind(known: "enrolled")
        package static let handedOff = Kind(known: "handed-off")
        package static let received = Kind(known: "received")
        package static let acknowledged = Kind(known: "acknowledged")
        package static let opened = Kind(known: "opened")
        package static let renewed = Kind(known: "renewed")
        package static let left = Kind(known: "left")
        package static let lost = Kind(known: "lost")
        package static let receipted = Kind(known: "receipted")
        package static let resealed = Kind(known: "resealed")
        package static let shared = Kind(known: "shared")
        package static let exported = Kind(known: "exported")
        package static let destroyed = Kind(known: "destroyed")

        /// Whether its leaves name somebody, by the first 16 bytes of their fingerprint.
        package var isAboutPerson: Bool {
            [.enrolled, .acknowledged, .renewed, .left, .lost, .receipted].contains(self)
        }

        /// Whether its leaves name a record's note.
        var namesNote: Bool { self == .sealed || self == .part }

        /// The kinds that this version knows, as they are written; those of every day first.
        static let known: [(text: [UInt8], kind: Kind)] = [
            sealed, attached, handedOff, received, acknowledged, opened, enrolled, part, renewed,
            left, lost, receipted, resealed, shared, exported, destroyed,
        ].map { (Array($0.name.utf8), $0) }
    }

    package static let firstLine = "amanat-leaf/v1"
    /// The most bytes of a leaf.
    package static let maximumByteCount = 4096

    package let hash: SHA256Hash
    /// Of the record's signed note; nil where the kind names none.
    package let note: SHA256Hash?
    package let kind: Kind
    package let object: ObjectID
    package let time: Timestamp
    /// What a later version added.
    package let unknown: UnknownLines

    /// - Parameter note: of a record or part alone.
    package init(
        _ kind: Kind, _ object: ObjectID, _ hash: SHA256Hash, note: SHA256Hash? = nil,
        at time: Timestamp, unknown: UnknownLines = UnknownLines()
    ) {
        precondition(
            (note != nil) == kind.namesNote, "a record's leaf names its note, and no other does")
        self.kind = kind
        self.object = object
        self.hash = hash
        self.note = note
        self.time = time
        self.unknown = unknown
    }

    /// Whether it names an object that is kept and carried.
    package var namesObject: Bool { kind == .sealed || kind == .attached || kind == .part }

    /// Whether only a later version may use what it is of.
    package var needsNewer: Bool { !unknown.lines.isEmpty && unknown.mustKey != nil }

    package var encoded: [UInt8] {
        var text = """
            \(Self.firstLine)
            kind: \(kind.name)
            object: \(object)
            sha256: \(hash.hex)

            """
        if let note { text += "note: \(note.hex)\n" }
        text += "time: \(time)\n"
        for line in unknown.lines { text += "\(line)\n" }
        return Array(text.utf8)
    }

    /// Reads a leaf. What is read is written again in the same way.
    package init(parsing bytes: [UInt8]) throws(StatementError) {
        try self.init(parsing: bytes.span)
    }

    /// Reads a leaf.
    package init(parsing bytes: Span<UInt8>) throws(StatementError) {
        var reader = LeafReader(bytes)
        guard reader.skip(Self.start) else { throw .note(.wrongKind(wanted: Self.firstLine)) }
        guard let kind = reader.kind() else { throw .note(.malformedValue(of: "kind")) }
        guard reader.skip(Self.beforeObject) else {
            throw .note(.unexpectedLine(number: 3, wanted: "object"))
        }
        guard let object = reader.objectID() else { throw .note(.malformedValue(of: "object")) }
        guard reader.skip(Self.beforeHash) else {
            throw .note(.unexpectedLine(number: 4, wanted: "sha256"))
        }
        guard let hash = reader.hash() else { throw .note(.malformedValue(of: "sha256")) }
        var note: SHA256Hash?
        if kind.namesNote {
            guard reader.skip(Self.beforeNote) else {
                throw .note(.unexpectedLine(number: 5, wanted: "note"))
            }
            note = reader.hash()
            guard note != nil else { throw .note(.malformedValue(of: "note")) }
        }
        guard reader.skip(Self.beforeTime) else {
            throw .note(.unexpectedLine(number: note == nil ? 5 : 6, wanted: "time"))
        }
        guard let time = reader.time() else { throw .note(.malformedValue(of: "time")) }
        let unknown: UnknownLines? = reader.skip(Self.lineEnd) ? reader.unknownLines() : nil
        guard let unknown, bytes.count <= Self.maximumByteCount else {
            throw .note(.unexpectedLine(number: note == nil ? 6 : 7, wanted: nil))
        }
        self.init(kind, object, hash, note: note, at: time, unknown: unknown)
    }

    private static let start = Array("\(firstLine)\nkind: ".utf8)
    private static let beforeObject = Array("\nobject: ".utf8)
    private static let beforeHash = Array("\nsha256: ".utf8)
    private static let beforeNote = Array("\nnote: ".utf8)
    private static let beforeTime = Array("\ntime: ".utf8)
    private static let lineEnd = Array("\n".utf8)
    private static let next = Array("\n\(firstLine)\n".utf8)

    /// Reads leaves that lie one after the other: each ends where the next begins.
    package static func parse(stretch bytes: [UInt8]) throws(StatementError) -> [Leaf] {
        var leaves: [Leaf] = []
        let text = bytes.span
        guard text.isEmpty || text[text.count - 1] == UInt8(ascii: "\n") else { throw .cutLeaf }
        var start = 0
        for index in text.indices where text[index] == UInt8(ascii: "\n") {
            let isEnd = index + 1 == text.count
            guard isEnd || text.holds(next, at: index) else { continue }
            leaves.append(try Leaf(parsing: text.extracting(start..<index + 1)))
            start = index + 1
        }
        return leaves
    }
}
