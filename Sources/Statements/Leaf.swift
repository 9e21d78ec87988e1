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

    package init(parsing bytes: [UInt8]) throws(StatementError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .note(.malformedNote)
        }
        var lines = try reading { () throws(NoteError) in
            try NoteLines(text, expecting: Self.firstLine)
        }
        guard let kind = Kind(try lines.field("kind")) else {
            throw .note(.malformedValue(of: "kind"))
        }
        let object = try lines.idField("object")
        guard let hash = SHA256Hash(hex: try lines.field("sha256")) else {
            throw .note(.malformedValue(of: "sha256"))
        }
        let time = try lines.timeField()
        try lines.finishFields()
        self.init(kind, object, hash, at: time)
    }

    /// Reads leaves that lie one behind the other.
    package static func parse(stretch bytes: [UInt8]) throws(StatementError) -> [Leaf] {
        var leaves: [Leaf] = []
        var start = bytes.startIndex
        var newlines = 0
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            newlines += 1
            guard newlines.isMultiple(of: lineCount) else { continue }
            leaves.append(try Leaf(parsing: Array(bytes[start...index])))
            start = index + 1
        }
        guard start == bytes.endIndex else { throw .note(.malformedNote) }
        return leaves
    }
}
