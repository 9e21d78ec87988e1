package import SafeSodium
import StrictTar

/// What makes the digest of a part unguessable: 32 random bytes.
package struct Salt: Hashable, Sendable {
    static let byteCount = 32

    let bytes: [UInt8]

    /// nil unless there are 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init(random count: Int) {
        bytes = Random.bytes(count)
    }

    static func random() -> Salt { Salt(random: byteCount) }

    package var hex: String { Hex.encode(bytes) }

    /// The digest of a part: SHA-256(salt || length of name || name || bytes).
    ///
    /// Source: the page *Records and attachments*, "Digest".
    package func digest(ofPart name: String, _ content: Span<UInt8>) -> SHA256Hash {
        precondition(name.utf8.count < 256, "the name of a part is short")
        var hasher = SHA256Hasher()
        hasher.update((bytes + [UInt8(name.utf8.count)] + Array(name.utf8)).span)
        hasher.update(content)
        return hasher.finalize()
    }

    /// The digest of nothing, which fills up their number.
    var decoyDigest: SHA256Hash { digest(ofPart: "", Span()) }
}

/// The entry `salts`: those of the parts in their order, then those of the decoys, ascending.
///
/// ```
/// <64 hex> account/001.txt
/// <64 hex>
/// ```
package struct SaltList: Hashable, Sendable {
    package let parts: [(name: String, salt: Salt)]
    package let decoys: [Salt]

    package init(parts: [(name: String, salt: Salt)], decoys: [Salt] = []) {
        self.parts = parts
        self.decoys = decoys.sorted { $0.hex < $1.hex }
    }

    package static func == (left: SaltList, right: SaltList) -> Bool {
        left.encoded == right.encoded
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(encoded)
    }

    package var encoded: [UInt8] {
        let lines = parts.map { "\($0.salt.hex) \($0.name)\n" } + decoys.map { "\($0.hex)\n" }
        return Array(lines.joined().utf8)
    }

    /// - Throws: ``TestimonyError/salts``.
    package init(parsing bytes: [UInt8]) throws(TestimonyError) {
        guard let lines = TextLines.split(bytes), lines.count <= RecordNote.maximumDigestCount
        else { throw .salts }
        var parts: [(name: String, salt: Salt)] = []
        var decoys: [Salt] = []
        for line in lines {
            guard let salt = Hex.decode(line.prefix(2 * Salt.byteCount)).flatMap(Salt.init) else {
                throw .salts
            }
            let rest = line.dropFirst(2 * Salt.byteCount)
            if rest.isEmpty {
                decoys.append(salt)
            } else {
                let name = String(rest.dropFirst())
                // Texts that only look the same are other names: a part has none but plain letters.
                guard decoys.isEmpty, rest.hasPrefix(" "), TarEntryHeader.isValid(name: name) else {
                    throw .salts
                }
                parts.append((name, salt))
            }
        }
        guard zip(decoys, decoys.dropFirst()).allSatisfy({ $0.hex < $1.hex }) else { throw .salts }
        self.parts = parts
        self.decoys = decoys
    }
}
