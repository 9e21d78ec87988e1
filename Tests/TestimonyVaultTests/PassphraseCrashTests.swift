import AtRest
import DurableFiles
import Passphrases
import SafeSodium
import Statements
import SystemPackage
import TestSupport
import Testing
import TransparencyLog

@testable import TestimonyVault
@testable import VaultStore

/// A vault on a disk that crashes. Each passphrase is worked on once: salt and cost stay.
private struct PassphraseHouse {
    static let path: FilePath = "/r"

    let disk = CrashDisk(.posix)

    static func passphrase(_ text: String) throws -> VaultPassphrase {
        var bytes = Array("correct horse battery staple \(text)".utf8)
        return try VaultPassphrase(wiping: &bytes)
    }

    init() throws {
        try Vault.create(
            at: Self.path, role: .recorder, name: "r", passphrase: Self.passphrase("first"),
            cost: .interactive, surroundings: Self.surroundings(disk))
        disk.settle()
    }

    static func surroundings(_ disk: CrashDisk) -> Surroundings {
        Surroundings(
            files: Files(calls: disk),
            now: { Timestamp(secondsSince1970: 1_800_000_000) ?? .maximum }, patience: .zero)
    }

    func open(_ text: String) throws -> VaultPassphrases {
        try VaultPassphrases(
            of: LockedVault(at: Self.path, surroundings: Self.surroundings(disk)),
            with: Self.passphrase(text))
    }

    /// Which of the passphrases open what a disk holds.
    func opening(_ disk: CrashDisk) throws -> Set<String> {
        let slots = try KeySlots(
            parsing: Files(calls: disk).read(Self.path.appending("keyslots"), limit: 4096))
        return try Set(
            ["first", "second"].filter { text in
                let key = try slots.key(from: Self.passphrase(text).secret)
                guard let opened = try? slots.opened(by: key) else { return false }
                try hold(
                    opened.table?.filledAt[opened.used] != nil, "the table does not know \(text)")
                return true
            })
    }
}

@Suite("Passphrases on disks that crash")
struct PassphraseCrashTests {
    private func tryCrashes(
        _ house: PassphraseHouse, before: Set<String>, after: Set<String>, _ name: String
    ) throws {
        let end = house.disk.operationCount
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of passphrases"))
        for moment in house.disk.moments {
            tally.tryCrash(at: moment, limit: 4, using: &generator) { crashed in
                let opening = try house.opening(crashed)
                try hold(opening == before || opening == after, "\(opening) open it")
                if moment.number >= end { try hold(opening == after, "what was done is not done") }
            }
        }
        tally.report(name)
        #expect(tally.isClean)
    }

    @Test("a crash while the passphrase is changed leaves the old one or the new one")
    func changing() throws {
        let house = try PassphraseHouse()
        try house.open("first").change(to: PassphraseHouse.passphrase("second"))
        try tryCrashes(house, before: ["first"], after: ["second"], "changing a passphrase")
    }

    @Test(
        "a crash while a passphrase is added leaves the first one, and one that is removed does not come back"
    )
    func addingAndRemoving() throws {
        let house = try PassphraseHouse()
        try house.open("first").add(PassphraseHouse.passphrase("second"))
        try tryCrashes(house, before: ["first"], after: ["first", "second"], "adding a passphrase")
        house.disk.settle()
        try house.open("second").removeOthers()
        try tryCrashes(
            house, before: ["first", "second"], after: ["second"], "removing a passphrase")
    }

    @Test("passphrases that another command changed meanwhile stay as they are")
    func changedMeanwhile() throws {
        let house = try PassphraseHouse()
        let early = try house.open("first")
        try house.open("first").add(PassphraseHouse.passphrase("second"))
        #expect(throws: VaultError.self) { try early.removeOthers() }
        #expect(try house.opening(house.disk) == ["first", "second"])
    }
}
