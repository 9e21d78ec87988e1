package import SafeSodium
package import TransparencyLog

/// One entry of a device's log. It never holds plaintext, or a hash of plaintext.
///
/// ```
/// amanat-leaf/v1
/// kind: sealed
/// object: <32 hex>
/// sha256: <64 hex>
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
        package static let enrolled = Kind(known: "enrolled")
        package static let handedOff = Kind(known: "handed-off")
        package static let received = Kind(known: "received")
        package static let acknowledged = Kind(known: "acknowledged")
        package static let opened = Kind(known: "opened")

        /// The kinds that this version knows, as they are written.
        static let known: [(text: [UInt8], kind: Kind)] = [
            sealed, attached, enrolled, handedOff, received, acknowledged, opened,
        ].map { (Array($0.name.utf8), $0) }
    }

    package static let firstLine = "amanat-leaf/v1"
    package static let lineCount = 5

    package let kind: Kind
    package let object: ObjectID
    package let hash: SHA256Hash
    package let time: Timestamp

    package init(_ kind: Kind, _ object: ObjectID, _ hash: SHA256Hash, at time: Timestamp) {
        self.kind = kind
        self.object = object
        self.hash = hash
        self.time = time
    }

    /// Whether it names an object that is kept and carried.
    package var namesObject: Bool { kind == .sealed || kind == .attached }

    package var encoded: [UInt8] {
        Array(
            """
            \(Self.firstLine)
            kind: \(kind.name)
            object: \(object)
            sha256: \(hash.hex)
            time: \(time)

            """.utf8)
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
        guard reader.skip(Self.beforeTime) else {
            throw .note(.unexpectedLine(number: 5, wanted: "time"))
        }
        guard let time = reader.time() else { throw .note(.malformedValue(of: "time")) }
        guard reader.skip(Self.lineEnd), reader.isAtEnd else {
            throw .note(.unexpectedLine(number: 6, wanted: nil))
        }
        self.init(kind, object, hash, at: time)
    }

    private static let start = Array("\(firstLine)\nkind: ".utf8)
    private static let beforeObject = Array("\nobject: ".utf8)
    private static let beforeHash = Array("\nsha256: ".utf8)
    private static let beforeTime = Array("\ntime: ".utf8)
    private static let lineEnd = Array("\n".utf8)

    /// Reads leaves that lie one after the other.
    package static func parse(stretch bytes: [UInt8]) throws(StatementError) -> [Leaf] {
        var leaves: [Leaf] = []
        let text = bytes.span
        var start = 0
        var newlines = 0
        for index in text.indices where text[index] == UInt8(ascii: "\n") {
            newlines += 1
            guard newlines.isMultiple(of: lineCount) else { continue }
            leaves.append(try Leaf(parsing: text.extracting(start..<index + 1)))
            start = index + 1
        }
        guard start == text.count else { throw .cutLeaf }
        return leaves
    }
}
