import AgeFile
import DurableFiles
import Envelope
import Exchange
import Glibc
import Outside
import Passphrases
import SafeSodium
import Statements
import SystemPackage
import TestSupport
import TransparencyLog

@testable import VaultStore

/// The cards beside the seeds.
let cards: [Card] = {
    guard let folder = getenv("AMANAT_FUZZ_CARDS").map({ String(cString: $0) }) else { return [] }
    let names = (try? Files().names(in: FilePath(folder))) ?? []
    return names.compactMap { name in
        let bytes = try? Files().read(
            FilePath(folder).appending(name), limit: Card.maximumByteCount)
        return bytes.flatMap { try? Card(parsing: $0) }
    }
}()

/// A coordinator's vault in memory.
private struct VaultInMemory {
    let disk = CrashDisk()
    let unlocked: Unlocked

    static let path: FilePath = "/c"
    static let stick: FilePath = "/stick"

    init() throws {
        let surroundings = Self.surroundings(disk)
        try surroundings.files.makeFolder(Self.stick)
        var bytes = Array("correct horse battery staple zebra".utf8)
        let passphrase = try VaultPassphrase(wiping: &bytes)
        _ = try VaultMaker(VaultLayout(Self.path), surroundings).make(
            role: .coordinator, name: "c", passphrase: passphrase, cost: .interactive)
        unlocked = try LockedVault(at: Self.path, surroundings: surroundings)
            .unlock(with: passphrase)
        var store = try unlocked.hold()
        let card = MendedBundle.writer.card
        _ = try store.enroll(card, confirming: "\(card.fingerprint.safetyNumber)")
        disk.settle()
    }

    static func surroundings(_ disk: CrashDisk) -> Surroundings {
        Surroundings(
            files: Files(calls: disk),
            now: { Timestamp(secondsSince1970: 1_800_000_000) ?? .maximum }, patience: .zero)
    }

    /// The same vault on a copy of its disk.
    func onCopy() -> (Unlocked, CrashDisk) {
        let disk = disk.copy()
        let surroundings = Self.surroundings(disk)
        return (
            Unlocked(unlocked.layout, surroundings, unlocked.keys, unlocked.identity), disk
        )
    }
}

private let house: VaultInMemory = {
    do {
        return try VaultInMemory()
    } catch {
        fatalError("a vault cannot be made: \(error)")
    }
}()

/// The content of a bundle, sealed to the vault, is taken in twice: as it is, or with fitting signatures where it is an archive.
/// Whatever it is: the vault opens afterwards, nothing of its own is damaged, and the second time brings nothing new.
func fuzzVault(_ bytes: [UInt8]) {
    do {
        let (unlocked, disk) = house.onCopy()
        let content = MendedBundle(bytes, for: unlocked.card.fingerprint)?.content ?? bytes
        try put(content, for: unlocked, on: disk)
        for round in 0..<2 {
            var store = try unlocked.hold()
            let report = try store.sync(with: VaultInMemory.stick)
            precondition(report.damage.isEmpty, "a bundle damaged the vault")
            precondition(
                round == 0 || report.taken.allSatisfy { $0.recordCount + $0.attachmentCount == 0 },
                "what was taken in is taken in again")
        }
        var check = VaultCheck(unlocked)
        try check.run()
        precondition(check.report.damage.isEmpty, "a bundle damaged the vault")
    } catch {
        fatalError("a bundle stopped the vault: \(error)")
    }
}

private func put(_ content: [UInt8], for unlocked: Unlocked, on disk: CrashDisk) throws {
    var writer = try EnvelopeWriter(to: [.hybrid(unlocked.card.recipient)], writing: MemorySink())
    try writer.write(content.span)
    let sealed = try writer.finish().takeSink().bytes
    let file = VaultInMemory.stick.appending("00112233445566778899aabbccddeeff.age")
    try Files(calls: disk).replaceAtomically(file, with: sealed.span)
}
