package import SafeSodium
package import Statements

/// A part that lies in an object of its own: a line of the part `elsewhere`.
///
/// ```
/// <32 hex> <64 hex>     the object, and the part's digest in the note
/// ```
/// Source: the page *Records and attachments*, "elsewhere".
package struct PartElsewhere: Hashable, Sendable {
    package static let maximumCount = 1016

    package let object: ObjectID
    package let digest: SHA256Hash

    package init(object: ObjectID, digest: SHA256Hash) {
        self.object = object
        self.digest = digest
    }

    private var line: String { "\(object) \(digest.hex)" }

    static func encode(_ parts: [PartElsewhere]) -> [UInt8] {
        Array(parts.map(\.line).sorted().map { $0 + "\n" }.joined().utf8)
    }

    /// Reads the part: 1 to 1,016 lines, ascending, no digest twice.
    ///
    /// - Throws: ``TestimonyError/elsewhere``.
    static func decode(_ bytes: [UInt8]) throws(TestimonyError) -> [PartElsewhere] {
        guard let lines = TextLines.split(bytes), (1...maximumCount).contains(lines.count) else {
            throw .elsewhere
        }
        let read = lines.compactMap { line -> PartElsewhere? in
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, let object = ObjectID(hex: words[0]),
                let digest = SHA256Hash(hex: words[1])
            else { return nil }
            return PartElsewhere(object: object, digest: digest)
        }
        guard read.count == lines.count, Set(read.map(\.digest)).count == read.count,
            zip(lines, lines.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .elsewhere }
        return read
    }
}
