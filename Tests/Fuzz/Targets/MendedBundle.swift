import AgeFile
import SafeSodium
import Statements
import StrictTar
import TransparencyLog

/// Signatures and hashes are not in the fuzzer's way: what it made of a bundle is given fitting ones.
struct MendedBundle {
    /// Whoever wrote it; the vault has enrolled this card.
    static let writer: (card: Card, seed: [UInt8]) = {
        let seed = [UInt8](repeating: 7, count: 32)
        let key = SigningKey(seed: SecretBytes(copying: seed.span))
        guard case .hybrid(let recipient) = Identity.generateHybrid().recipient,
            let time = Timestamp(secondsSince1970: 1_800_000_000),
            let card = try? Card(
                name: "w", role: .recorder, recipient: recipient, time: time, signedBy: key)
        else { fatalError("a card cannot be made") }
        return (card, seed)
    }()

    /// The content of the bundle; nil where the input is no archive with a manifest.
    let content: [UInt8]

    init?(_ bytes: [UInt8], for reader: Fingerprint) {
        guard var entries = try? Tar.read(bytes, byteLimit: 1 << 22), let first = entries.first,
            first.name == "manifest", entries.last?.name == "end"
        else { return nil }
        let key = SigningKey(seed: SecretBytes(copying: Self.writer.seed.span))
        let lines = String(decoding: first.bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        func values(_ name: String) -> [Substring] { lines.filter { $0.hasPrefix(name + ": ") } }
        entries.removeFirst()
        entries.removeLast()
        entries.removeAll { $0.name == "card" || $0.name == "log-card" }
        entries.insert((name: "card", bytes: Self.writer.card.encoded), at: 0)
        let device = Self.writer.card.key.name
        if let place = entries.firstIndex(where: { $0.name == "checkpoint" }),
            let leaves = entries.first(where: { $0.name == "leaves" })?.bytes,
            let head = Self.head(values("leaves"), values("frontier"), leaves)
        {
            entries[place].bytes =
                SignedCheckpoint(
                    signing: Checkpoint(origin: device, size: head.size, root: head.root),
                    with: key
                ).encoded
        }
        let bundle = values("bundle").first ?? "bundle: "
        var text = "amanat-manifest/v1\n\(bundle)\nby: \(device)\nlog: \(device)\n"
        for line in values("time") + ["to: \(reader)"] + values("leaves") + values("frontier") {
            text += line + "\n"
        }
        for (name, bytes) in entries {
            text += "entry: \(name) \(bytes.count) \(SHA256Hash(of: bytes).hex)\n"
        }
        let manifest = SignedNote(signing: text, as: device, with: key).encoded
        let end = Array("amanat-bundle-end/v1\n\(bundle.dropFirst(8))\n".utf8)
        entries.insert((name: "manifest", bytes: manifest), at: 0)
        entries.append((name: "end", bytes: end))
        guard text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }),
            let content = try? Tar.write(entries)
        else { return nil }
        self.content = content
    }

    /// The head after the leaves; nil where they are none.
    private static func head(
        _ bounds: [Substring], _ frontier: [Substring], _ stretch: [UInt8]
    ) -> (size: UInt64, root: TreeHash)? {
        let start = bounds.first?.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }
        let hashes = frontier.compactMap { TreeHash(base64: String($0.dropFirst(10))) }
        guard let start, var frontier = Frontier(size: start, hashes: hashes),
            let leaves = try? Leaf.parse(stretch: stretch)
        else { return nil }
        for leaf in leaves { frontier.append(MerkleTree.leafHash(of: leaf.encoded)) }
        return (frontier.size, frontier.root)
    }
}
