import AgeFile
import Envelope
import Exchange
import Foundation
import Handoff
import SafeSodium
import Statements
import StrictTar
import SystemPackage
import Testing
import TestimonyVault
import TransparencyLog

@testable import Desk
@testable import Testimony

/// What each file of `Tests/Golden` has to give, in this build and every later one.
@Suite("Golden files")
struct GoldenTests {
    @Test("both sets are there")
    func areThere() {
        let names = GoldenSet.all.map(\.name)
        for name in ["python", "swift"] { #expect(names.contains(name)) }
    }

    @Test("a set has one folder of each kind, and no others", arguments: GoldenSet.all)
    func isWhole(_ set: GoldenSet) throws {
        let expected = try set.expected()
        #expect(expected["version"] == .number(1))
        #expect(Set(expected.keys) == Set(GoldenSet.kinds + ["trusted", "version"]))
        let names = try set.names(in: ".")
        #expect(Set(names) == Set(GoldenSet.kinds + ["expected.json", "identities"]))
        let keys = try set.names(in: "identities")
        #expect(Set(keys) == ["coordinator.key", "recorder.key"])
    }

    // MARK: Cards, leaves and notes

    @Test("cards", arguments: GoldenSet.all)
    func cards(_ set: GoldenSet) throws {
        let known = ["name", "role", "key", "recipient", "number", "time", "follows"]
        try set.each("cards") { file in
            let card = try Card(parsing: file.bytes)
            #expect(card.encoded == file.bytes)
            let unknown = card.note.text.split(separator: "\n").dropFirst().filter { line in
                !known.contains { line.hasPrefix("\($0): ") }
            }
            file.compare([
                "name": Fact(card.name), "role": Fact(card.role.rawValue),
                "device": Fact(card.fingerprint.deviceName), "number": Fact(card.number),
                "fingerprint": Fact(card.fingerprint.hex),
                "safetyNumber": Fact("\(card.fingerprint.safetyNumber)"),
                "recipient": Fact("\(card.recipient)"), "time": Fact("\(card.time)"),
                "follows": Fact(card.follows), "unknown": Fact(unknown.map(String.init)),
            ])
        }
    }

    @Test("leaves", arguments: GoldenSet.all)
    func leaves(_ set: GoldenSet) throws {
        try set.each("leaves") { file in
            let leaf = try Leaf(parsing: file.bytes)
            #expect(leaf.encoded == file.bytes)
            file.compare([
                "kind": Fact(leaf.kind.name), "object": Fact(leaf.object.hex),
                "sha256": Fact(leaf.hash.hex), "note": Fact(leaf.note?.hex),
                "time": Fact("\(leaf.time)"), "unknown": Fact(leaf.unknown.lines),
                "hash": Fact(MerkleTree.leafHash(of: file.bytes).hex),
            ])
        }
    }

    @Test("signed notes: of records, receipts, manifests and checkpoints", arguments: GoldenSet.all)
    func notes(_ set: GoldenSet) throws {
        let trusted = try set.trusted()
        try set.each("notes") { file in
            let kind = String(
                decoding: file.bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            let card = try set.card(try file.text("by"))
            var found: [String: Fact]
            switch kind {
            case RecordNote.kind: found = try Self.recordNote(file.bytes, by: card)
            case Receipt.kind:
                let receipt = try Receipt(parsing: file.bytes, signedBy: card.key)
                #expect(receipt.note.encoded == file.bytes)
                found = Self.facts(of: receipt)
            case Manifest.kind: found = try Self.manifest(file.bytes, by: card)
            default:
                #expect(kind == card.key.name)
                found = try Self.checkpoint(file.bytes, of: card, trusted)
            }
            found["by"] = Fact(try file.text("by"))
            found["kind"] = Fact(kind)
            found["sha256"] = Fact(SHA256Hash(of: file.bytes).hex)
            file.compare(found)
        }
    }

    private static func recordNote(_ bytes: [UInt8], by card: Card) throws -> [String: Fact] {
        let note = try RecordNote(parsing: bytes)
        try note.note.requireOnlySignature(by: card.key)
        #expect(note.note.encoded == bytes)
        #expect(note.unknown.mustKey == nil)
        return ["record": Fact(note.record.hex)]
    }

    private static func manifest(_ bytes: [UInt8], by card: Card) throws -> [String: Fact] {
        let manifest = try Manifest(parsing: bytes)
        try manifest.note.requireOnlySignature(by: card.key)
        #expect(manifest.note.encoded == bytes)
        #expect(manifest.newerKey == nil)
        return ["bundle": Fact(manifest.bundle.hex)]
    }

    /// A head, which its device signed, and whoever else did is trusted.
    private static func checkpoint(
        _ bytes: [UInt8], of card: Card, _ trusted: [Card]
    ) throws -> [String: Fact] {
        let head = try SignedCheckpoint(parsing: bytes, limit: 16 << 10)
        #expect(head.encoded == bytes)
        try head.verify(by: card.key)
        for signature in head.note.signatures where signature.name != card.key.name {
            let cosigner = try #require(trusted.first { $0.key.name == signature.name })
            _ = try head.cosignature(by: cosigner.cosignatureKey)
        }
        return [
            "size": Fact(head.checkpoint.size), "root": Fact(head.checkpoint.root.hex),
        ]
    }

    private static func facts(of receipt: Receipt) -> [String: Fact] {
        [
            "coordinator": Fact(receipt.note.signatures.first?.name), "log": Fact(receipt.log),
            "size": Fact(receipt.size), "root": Fact(receipt.root.hex),
            "time": Fact("\(receipt.time)"), "checked": Fact(receipt.check.rawValue),
            "missing": Fact(receipt.exceptions.missing.map(\.hex)),
            "gone": Fact(receipt.exceptions.gone.map(\.hex)),
            "unread": Fact(receipt.exceptions.unread.map(\.hex)),
        ]
    }

    // MARK: Records and attachments

    @Test("records", arguments: GoldenSet.all)
    func records(_ set: GoldenSet) throws {
        let identity = try set.identity("coordinator")
        let own = try set.card("coordinator.card")
        let trusted = try set.trusted()
        let leaves = try set.leaves()
        try set.each("records") { file in
            let (record, content) = try OpenedRecord.read(file.bytes, identity)
            let hash = SHA256Hash(of: file.bytes)
            let note = record.note
            #expect(note.record == file.id)
            let device = try #require(trusted.first { $0.key.name == note.log })
            try note.note.requireOnlySignature(by: device.key)
            #expect(record.recipients.contains { $0.fingerprint == own.fingerprint })
            let leaf = try #require(leaves[note.record])
            #expect(leaf.kind == .sealed && leaf.hash == hash && leaf.note == note.hash)
            let again = try OpenedRecord.encodedAgain(record, content)
            #expect(again == Array(content.prefix(Int(record.archivedByteCount))))
            file.compare([
                "log": Fact(note.log), "time": Fact("\(note.time)"), "note": Fact(note.hash.hex),
                "sha256": Fact(hash.hex), "digests": Fact(note.digests.count),
                "account": Fact(record.account),
                "paragraphs": Fact(
                    record.paragraphs.map { String(decoding: $0.bytes, as: UTF8.self) }),
                "recipients": .list(record.recipients.map(Self.facts)),
                "attachments": .list(record.attachments.map(Self.facts)),
                "parts": .list(record.unknownParts.map { Self.facts($0.name, $0.bytes) }),
            ])
        }
    }

    private static func facts(of recipient: RecipientLine) -> Fact {
        .object([
            "fingerprint": Fact(recipient.fingerprint.hex), "number": Fact(recipient.cardNumber),
        ])
    }

    private static func facts(of attachment: AttachmentEntry) -> Fact {
        .object([
            "object": Fact(attachment.object.hex), "name": Fact(attachment.name),
            "mediaType": Fact(attachment.mediaType), "length": Fact(attachment.byteCount),
            "sha256": Fact(attachment.hash.hex),
            "modified": Fact(attachment.modified.map { "\($0)" }),
        ])
    }

    /// Of a part that is known by its bytes alone.
    private static func facts(_ name: String, _ bytes: [UInt8]) -> Fact {
        .object(["name": Fact(name), "sha256": Fact(SHA256Hash(of: bytes).hex)])
    }

    @Test("attachments", arguments: GoldenSet.all)
    func attachments(_ set: GoldenSet) throws {
        let identity = try set.identity("coordinator")
        let leaves = try set.leaves()
        try set.each("attachments") { file in
            let name = try file.text("record")
            let sealed = try set.bytes("records/\(name).age")
            let record = try OpenedRecord.read(sealed, identity).record
            let entry = try #require(record.attachments.first { $0.object == file.id })
            let key = try #require(record.attachmentIdentity)
            var envelope = try EnvelopeReader(
                MemorySource(file.bytes), with: key, hashing: entry.byteCount)
            var original: [UInt8] = []
            try envelope.readContent(entry.byteCount, hash: entry.hash) { original.append($0) }
            let isHybridAlone = envelope.isHybridAlone
            #expect(isHybridAlone)
            let hash = SHA256Hash(of: file.bytes)
            let leaf = try #require(leaves[entry.object])
            #expect(leaf.kind == .attached && leaf.hash == hash)
            file.compare([
                "record": Fact(record.note.record.hex), "length": Fact(original.count),
                "sha256": Fact(SHA256Hash(of: original).hex), "sealed": Fact(hash.hex),
            ])
        }
    }

    // MARK: Bundles

    @Test("bundles for a coordinator", arguments: GoldenSet.all)
    func bundles(_ set: GoldenSet) throws {
        let identity = try set.identity("coordinator")
        let own = try set.card("coordinator.card")
        let trusted = try set.trusted()
        try set.each("bundles") { file in
            let bundle = try OpenedBundle.read(file.bytes, identity)
            let preamble = bundle.preamble
            let manifest = preamble.manifest
            #expect(manifest.bundle == file.id)
            #expect(manifest.recipients.contains(own.fingerprint))
            #expect(trusted.contains(preamble.card) && trusted.contains(preamble.logCard))
            #expect(preamble.receipt == nil)
            let stretch = try #require(preamble.stretch)
            for object in bundle.objects {
                #expect(object.isIntact)
                let leaf = try #require(stretch.leaves.first { $0.object == object.id })
                #expect(leaf.namesObject && leaf.hash == object.hash)
            }
            Self.compareEntries(of: preamble)
            file.compare([
                "by": Fact(manifest.writer), "log": Fact(manifest.log),
                "leaves": .list([
                    Fact(manifest.leaves.lowerBound), Fact(manifest.leaves.upperBound),
                ]),
                "objects": Fact(bundle.objects.map(\.id.hex)),
                "notes": Fact(preamble.notes.map { SHA256Hash(of: $0).hex }),
            ])
        }
    }

    @Test("receipts for a recorder", arguments: GoldenSet.all)
    func receipts(_ set: GoldenSet) throws {
        let identity = try set.identity("recorder")
        let own = try set.card("recorder.card")
        let trusted = try set.trusted()
        try set.each("receipts") { file in
            let bundle = try OpenedBundle.read(file.bytes, identity)
            let preamble = bundle.preamble
            #expect(preamble.manifest.bundle == file.id)
            #expect(preamble.manifest.recipients == [own.fingerprint])
            #expect(preamble.manifest.leaves.isEmpty && bundle.objects.isEmpty)
            #expect(trusted.contains(preamble.card))
            let notes = try #require(preamble.receipt)
            let cosigned = try notes.verified(by: preamble.card)
            #expect(cosigned.notes == notes)
            try cosigned.checkpoint.verify(by: own.key)
            Self.compareEntries(of: preamble)
            var found = Self.facts(of: cosigned.receipt)
            found["cosigned"] = Fact("\(cosigned.cosignedAt)")
            file.compare(found)
        }
    }

    /// What was read of the small entries has, written again, the lengths and hashes of the manifest.
    private static func compareEntries(of preamble: BundlePreamble) {
        var written: [BundleEntry: [UInt8]] = [.card: preamble.card.encoded]
        if preamble.manifest.isRelayed { written[.logCard] = preamble.logCard.encoded }
        if let stretch = preamble.stretch {
            written[.leaves] = stretch.leaves.flatMap(\.encoded)
        }
        if let receipt = preamble.receipt {
            written[.receipt] = receipt.receipt
            written[.receiptCheckpoint] = receipt.checkpoint
        }
        for note in preamble.notes { written[.note(SHA256Hash(of: note))] = note }
        // The head is kept without the signatures of others.
        let listed = preamble.manifest.entries.filter {
            $0.entry.objectID == nil && $0.entry != .checkpoint
        }
        #expect(Set(listed.map(\.entry)) == Set(written.keys))
        for entry in listed {
            #expect(written[entry.entry].map { ListedEntry(entry.entry, $0) } == entry)
        }
    }

    @Test(
        "a vault that they are not for passes them over, and leaves them as they are",
        arguments: GoldenSet.all)
    func passedOver(_ set: GoldenSet) throws {
        let house = TestHouse()
        try house.make("c", .coordinator)
        var files: [String: [UInt8]] = [:]
        for kind in ["bundles", "receipts"] {
            for name in try set.names(in: kind) { files[name] = try set.bytes("\(kind)/\(name)") }
        }
        #expect(!files.isEmpty)
        for (name, bytes) in files { try house.write(bytes, to: house.stick.appending(name)) }
        let report = try house.sync("c")
        #expect(report.forOthersCount == files.count)
        #expect(report.taken.isEmpty && report.receipts.isEmpty && report.written.isEmpty)
        #expect(report.removed.isEmpty && report.waiting.isEmpty && report.alreadyTakenCount == 0)
        #expect(report.problems.isEmpty && report.damage.isEmpty)
        #expect(try Set(house.names(in: house.stick)) == Set(files.keys))
        for (name, bytes) in files {
            #expect(try house.bytes(house.stick.appending(name)) == bytes)
        }
        var vault = try house.open("c")
        #expect(try vault.records().records.isEmpty)
    }

    // MARK: Proofs and evidence

    @Test("proofs", arguments: GoldenSet.all)
    func proofs(_ set: GoldenSet) throws {
        let trusted = try set.trusted()
        let records = try set.expected("records")
        try set.each("proofs") { file in
            #expect(try LogProof(parsing: file.bytes).encoded == file.bytes)
            let proof = try RecordProof(checking: file.bytes, cards: trusted)
            let record = records["\(proof.object).age"]
            #expect((proof.kind == "sealed") == (record != nil))
            #expect(record?["note"] == proof.note.map(Fact.text))
            file.compare(try Fact(encoding: proof).members)
        }
    }

    @Test("evidence", arguments: GoldenSet.all)
    func evidence(_ set: GoldenSet) throws {
        let trusted = try set.trusted()
        let records = try set.expected("records")
        try set.each("evidence") { file in
            let form = try Evidence(parsing: file.bytes)
            #expect(try form.encoded() == file.bytes)
            let evidence = try RecordEvidence(checking: file.bytes, cards: trusted)
            let proof = evidence.proof
            file.compare([
                "record": Fact(proof.object.hex), "device": Fact(proof.device),
                "time": Fact(evidence.time),
                "notAfter": Fact(proof.cosignatures.map(\.time).min()),
                "withheld": Fact(evidence.withheldCount),
                "parts": .list(form.parts.map { Self.facts($0.name, $0.bytes) }),
            ])
            // What is said of the parts is what is said of the record.
            let record = try #require(records["\(proof.object).age"])
            #expect(evidence.parts.map(\.name) == form.parts.map(\.name))
            for part in evidence.parts {
                if let number = part.paragraph {
                    let paragraphs = try #require(record["paragraphs"]?.elements)
                    #expect(part.text.map(Fact.text) == paragraphs[number - 1])
                }
                for original in part.originals {
                    let known = try #require(record["attachments"]?.elements)
                    let same = try #require(known.first { $0["sha256"] == Fact(original.sha256) })
                    #expect(same["name"] == Fact(original.name))
                    #expect(same["length"] == Fact(original.byteCount))
                    #expect(same["modified"] == Fact(original.modified))
                }
            }
        }
    }
}

// MARK: - Opening

private enum OpenedRecord {
    /// A record that was sealed to an identity, and its content with the padding.
    static func read(
        _ sealed: [UInt8], _ identity: Identity
    ) throws -> (record: Record, content: [UInt8]) {
        var envelope = try EnvelopeReader(MemorySource(sealed), with: identity)
        var tar = RecordReader.tarReader
        var reader = RecordReader(.record)
        var content: [UInt8] = []
        while try envelope.readChunk({ chunk in
            content.append(chunk)
            try tar.feed(chunk, to: &reader)
        }) {}
        let record = try reader.finish(tar)
        try envelope.requirePadded(content: record.archivedByteCount)
        let isHybridAlone = envelope.isHybridAlone
        #expect(isHybridAlone)
        return (record, content)
    }

    /// The archive of what was read: everything but the decoys' salts comes from the record.
    static func encodedAgain(_ record: Record, _ content: [UInt8]) throws -> [UInt8] {
        let archived = try Tar.read(content, byteLimit: Record.maximumByteCount)
        let salts = try SaltList(parsing: archived.last?.bytes ?? [])
        let named = Dictionary(salts.parts.map { ($0.name, $0.salt) }) { first, _ in first }
        #expect(named == record.salts)
        #expect(salts.parts.count + salts.decoys.count == record.note.digests.count)
        var entries: [(name: String, bytes: [UInt8])] = [
            (name: PartName.note, bytes: record.note.note.encoded),
            (name: PartName.recipients, bytes: RecipientLine.encode(record.recipients)),
        ]
        if let account = record.account {
            let bytes = Array(account.utf8)
            for (index, range) in Paragraphs.cut(bytes.span).enumerated() {
                let name = PartName.Series.account.name(index + 1)
                entries.append((name: name, bytes: Array(bytes[range])))
            }
        }
        if let identity = record.attachmentIdentity {
            entries += try AttachmentEntry.parts(record.attachments).map {
                (name: $0.name, bytes: $0.bytes)
            }
            let text = identity.encoded()
            let line = [UInt8](text.bytes) + [UInt8(ascii: "\n")]
            entries.append((name: PartName.attachmentsKey, bytes: line))
        }
        if !record.elsewhere.isEmpty {
            let bytes = PartElsewhere.encode(record.elsewhere)
            entries.append((name: PartName.elsewhere, bytes: bytes))
        }
        entries += record.unknownParts.map { (name: $0.name, bytes: $0.bytes) }
        entries.append((name: PartName.salts, bytes: salts.encoded))
        return try Tar.write(entries)
    }
}

/// Hashes the objects of a bundle.
private struct HashingReceiver: BundleReceiver, ~Copyable {
    struct Object {
        let id: ObjectID
        let hash: SHA256Hash
        let isIntact: Bool
    }

    private(set) var preamble: BundlePreamble?
    private(set) var objects: [Object] = []
    private var current: ObjectID?
    private var hasher = SHA256Hasher()

    mutating func begin(_ preamble: BundlePreamble) {
        self.preamble = preamble
    }

    mutating func beginObject(_ object: ListedEntry, id: ObjectID) {
        current = id
        hasher = SHA256Hasher()
    }

    mutating func objectContent(_ bytes: Span<UInt8>) {
        hasher.update(bytes)
    }

    mutating func endObject(isIntact: Bool) {
        guard let id = current.take() else { return }
        objects.append(Object(id: id, hash: hasher.finalize(), isIntact: isIntact))
    }
}

private struct OpenedBundle {
    let preamble: BundlePreamble
    let objects: [HashingReceiver.Object]

    /// A bundle that was sealed to an identity, read to its end.
    static func read(_ sealed: [UInt8], _ identity: Identity) throws -> OpenedBundle {
        var envelope = try EnvelopeReader(MemorySource(sealed), with: identity)
        var tar = TarReader()
        var reader = BundleReader(HashingReceiver())
        while try envelope.readChunk({ try tar.feed($0, to: &reader) }) {}
        try tar.finish()
        try reader.requireEnd()
        let archived = reader.archivedByteCount
        try envelope.requirePadded(content: try #require(archived))
        let isHybridAlone = envelope.isHybridAlone
        #expect(isHybridAlone)
        let preamble = reader.receiver.preamble
        return OpenedBundle(preamble: try #require(preamble), objects: reader.receiver.objects)
    }
}

// MARK: - Sets

/// A folder of golden files, and what has to come out of them.
struct GoldenSet: Sendable, CustomTestStringConvertible {
    let name: String
    private let folder: URL

    var testDescription: String { name }

    /// The folders of files of which `expected.json` says something.
    static let kinds = [
        "attachments", "bundles", "cards", "evidence", "leaves", "notes", "proofs", "receipts",
        "records",
    ]

    /// Those that are there.
    static let all: [GoldenSet] = {
        let place = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Golden")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
        return names.sorted().map { GoldenSet(name: $0, folder: place.appending(path: $0)) }
            .filter { set in
                FileManager.default.fileExists(
                    atPath: set.folder.appending(path: "expected.json").path)
            }
    }()

    func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }

    func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
    }

    func expected() throws -> [String: Fact] {
        try JSONDecoder().decode(
            [String: Fact].self, from: Data(contentsOf: folder.appending(path: "expected.json")))
    }

    /// What is expected of the files of one kind, by their names.
    func expected(_ kind: String) throws -> [String: Fact] {
        try #require(try expected()[kind], "nothing is expected of \(kind)").members
    }

    /// Each file of a kind. The folder holds those of which something is expected, and no others.
    func each(_ kind: String, _ body: (GoldenFile) throws -> Void) throws {
        let expected = try expected(kind)
        #expect(!expected.isEmpty)
        let found = try names(in: kind)
        #expect(Set(found) == Set(expected.keys), "in \(name)/\(kind)")
        for (file, facts) in expected.sorted(by: { $0.key < $1.key }) {
            let path = "\(kind)/\(file)"
            do {
                try body(
                    GoldenFile(
                        path: "\(name)/\(path)", bytes: try bytes(path), expected: facts.members))
            } catch {
                Issue.record(error, "\(name)/\(path)")
            }
        }
    }

    func card(_ name: String) throws -> Card {
        try Card(parsing: bytes("cards/\(name)"))
    }

    /// The cards of those whom a reader has enrolled.
    func trusted() throws -> [Card] {
        let names = try #require(try expected()["trusted"]?.elements)
        return try names.map { try card(try #require($0.string)) }
    }

    func identity(_ name: String) throws -> Identity {
        let text = try bytes("identities/\(name).key")
        let identities = try KeyFile.identities(in: text.span)
        #expect(identities.count == 1)
        return try #require(identities.first)
    }

    /// The leaves of objects, from all bundles.
    func leaves() throws -> [ObjectID: Leaf] {
        let identity = try identity("coordinator")
        var leaves: [ObjectID: Leaf] = [:]
        try each("bundles") { file in
            let preamble = try OpenedBundle.read(file.bytes, identity).preamble
            for leaf in preamble.stretch?.leaves ?? [] where leaf.namesObject {
                #expect(leaves[leaf.object] ?? leaf == leaf)
                leaves[leaf.object] = leaf
            }
        }
        return leaves
    }
}

/// A file, and what is expected of it.
struct GoldenFile {
    let path: String
    let bytes: [UInt8]
    fileprivate let expected: [String: Fact]

    /// What the file is named by; nil where that is no id.
    var id: ObjectID? {
        let name = path.split(separator: "/").last ?? ""
        return ObjectID(hex: name.prefix { $0 != "." })
    }

    /// Everything that is expected has to be found.
    func compare(_ found: [String: Fact]) {
        #expect(!expected.isEmpty, "of \(path)")
        for (key, fact) in expected {
            #expect(found[key] == fact, "\(key) of \(path)")
        }
    }

    /// An expected text.
    func text(_ key: String) throws -> String {
        try #require(expected[key]?.string, "no \(key) of \(path)")
    }
}

/// A value of JSON. Texts are the same only byte for byte.
enum Fact: Sendable {
    case nothing
    case truth(Bool)
    case number(Int64)
    case text(String)
    case list([Fact])
    case object([String: Fact])

    init(_ text: String?) {
        self = text.map(Fact.text) ?? .nothing
    }

    init(_ number: some BinaryInteger) {
        self = .number(Int64(number))
    }

    init(_ texts: [String]) {
        self = .list(texts.map(Fact.text))
    }

    /// What a program reads.
    init(encoding value: some Encodable) throws {
        self = try JSONDecoder().decode(Fact.self, from: JSONEncoder().encode(value))
    }

    var string: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var elements: [Fact]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    /// Empty where it is no object.
    var members: [String: Fact] {
        if case .object(let members) = self { members } else { [:] }
    }

    subscript(key: String) -> Fact? { members[key] }
}

extension Fact: Equatable {
    static func == (left: Fact, right: Fact) -> Bool {
        switch (left, right) {
        case (.nothing, .nothing): true
        case (.truth(let left), .truth(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension Fact: Decodable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .nothing
        } else if let truth = try? value.decode(Bool.self) {
            self = .truth(truth)
        } else if let number = try? value.decode(Int64.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([Fact].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: Fact].self))
        }
    }
}
