import Desk
import DurableFiles
import Exchange
import Foundation
import Outside
import Passphrases
import Sealing
import Statements
import Synchronization
import SystemPackage
import TestSupport
import TransparencyLog
import Words

@testable import TestimonyVault
@testable import VaultStore

/// What the clocks of a house's vaults show.
private final class Clock: Sendable {
    /// Since 1970.
    let seconds = Mutex<Int64>(1_800_000_000)

    func next() -> Timestamp {
        seconds.withLock { seconds in
            seconds += 1
            return Timestamp(secondsSince1970: seconds) ?? .maximum
        }
    }
}

/// Some vaults, and a folder between them, in a temporary place that goes away with the test.
final class TestHouse: Sendable {
    let root: FilePath
    private let clock = Clock()
    private let unlocked = Mutex<[String: Unlocked]>([:])

    init() {
        root = TemporaryPlace.path("house")
        try? FileManager.default.createDirectory(
            atPath: root.string, withIntermediateDirectories: true)
        try? Files().makeFolder(stick)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root.string)
    }

    var stick: FilePath { root.appending("stick") }

    func path(_ name: String) -> FilePath { root.pushing(FilePath(name)) }

    /// The clock of all vaults goes on by a second whenever it is looked at.
    var surroundings: Surroundings {
        // Without the house itself, which would then hold itself through the vaults' keys.
        Surroundings(
            files: Files(), now: { [clock] in clock.next() }, patience: .milliseconds(100))
    }

    func setClock(_ seconds: Int64) {
        clock.seconds.withLock { $0 = seconds }
    }

    static func passphrase() -> VaultPassphrase {
        var bytes = Array("correct horse battery staple zebra".utf8)
        do {
            return try VaultPassphrase(wiping: &bytes)
        } catch {
            fatalError("\(error)")
        }
    }

    @discardableResult
    func make(_ name: String, _ role: Role) throws -> Card {
        try Vault.create(
            at: path(name), role: role, name: name, passphrase: Self.passphrase(),
            cost: .interactive, surroundings: surroundings)
    }

    /// The keys of a vault: the passphrase is worked for once.
    func unlocked(_ name: String, _ surroundings: Surroundings? = nil) throws -> Unlocked {
        let surroundings = surroundings ?? self.surroundings
        if let known = unlocked.withLock({ $0[name] }) {
            return Unlocked(known.layout, surroundings, known.keys, known.identity)
        }
        let fresh = try LockedVault(at: path(name), surroundings: surroundings)
            .unlock(with: Self.passphrase())
        unlocked.withLock { $0[name] = fresh }
        return fresh
    }

    /// The vault, held.
    func store(_ name: String) throws -> Store {
        try unlocked(name).hold()
    }

    func open(_ name: String) throws -> Vault {
        Vault(try store(name))
    }

    func check(_ name: String) throws -> CheckReport {
        var check = VaultCheck(try unlocked(name))
        try check.run()
        return check.report
    }

    /// A coordinator `c` and a recorder `r` who have enrolled each other.
    static func pair() throws -> TestHouse {
        let house = TestHouse()
        try house.make("c", .coordinator)
        try house.make("r", .recorder)
        try house.introduce("c", "r")
        return house
    }

    /// A pair, and a copy of the recorder's laptop from before it sealed "one", which the coordinator signed for.
    static func pairWithCopy(_ name: String) throws -> TestHouse {
        let house = try pair()
        try house.copy("r", to: name)
        try house.carry("one")
        return house
    }

    /// The recorder `r` seals, and the coordinator `c` takes it in and signs.
    @discardableResult
    func carry(_ text: String) throws -> ObjectID {
        let id = try seal("r", text)[0]
        try sync("r")
        try sync("c")
        return id
    }

    /// A receipt by a coordinator, for whatever head.
    func receipt(
        by coordinator: String, for head: SignedCheckpoint
    ) throws -> CosignedReceipt.Unverified {
        let signer = try unlocked(coordinator).signer
        let time = surroundings.now()
        var cosigned = head
        try cosigned.cosign(
            as: signer.name, at: UInt64(time.secondsSince1970), with: signer.key)
        let receipt = Receipt(
            for: head.checkpoint, Receipt.Exceptions(), at: time, signedBy: signer.key,
            as: signer.name)
        return CosignedReceipt.Unverified(
            receipt: receipt.note.encoded, checkpoint: cosigned.encoded)
    }

    /// Each enrols the other.
    func introduce(_ coordinator: String, _ other: String) throws {
        var first = try open(coordinator)
        var second = try open(other)
        try first.enroll(second.card, confirming: "\(second.card.fingerprint.safetyNumber)")
        try second.enroll(first.card, confirming: "\(first.card.fingerprint.safetyNumber)")
    }

    @discardableResult
    func seal(_ name: String, _ texts: String..., attaching: [FilePath] = []) throws -> [ObjectID] {
        var vault = try open(name)
        var ids: [ObjectID] = []
        let drafts = texts.map {
            NewTestimony(.text(Array($0.utf8)), attachments: attaching)
        }
        try vault.seal(drafts) { ids.append($0.id) }
        return ids
    }

    @discardableResult
    func sync(_ name: String, with folder: FilePath? = nil) throws -> SyncReport {
        var vault = try open(name)
        return try vault.sync(with: folder ?? stick)
    }

    /// Syncs everybody in turn until nothing comes and nothing goes.
    ///
    /// - Returns: how many rounds brought something.
    func syncUntilQuiet(_ names: [String], with folder: FilePath? = nil) throws -> Int {
        for round in 0..<10 {
            var isQuiet = true
            for name in names {
                let report = try sync(name, with: folder)
                if !report.written.isEmpty || !report.removed.isEmpty || !report.receipts.isEmpty
                    || !report.taken.isEmpty
                {
                    isQuiet = false
                }
            }
            if isQuiet { return round }
        }
        return 10
    }

    func names(in folder: FilePath) throws -> [String] {
        try Files().names(in: folder)
    }

    func bytes(_ path: FilePath) throws -> [UInt8] {
        try Files().read(path, limit: 1 << 30)
    }

    func write(_ bytes: [UInt8], to path: FilePath) throws {
        try Files().replaceAtomically(path, with: bytes.span)
    }

    func copy(_ old: String, to new: String) throws {
        try FileManager.default.copyItem(atPath: path(old).string, toPath: path(new).string)
    }
}

extension VaultError {
    /// What a person reads.
    var message: String { sentence.text() }
}
