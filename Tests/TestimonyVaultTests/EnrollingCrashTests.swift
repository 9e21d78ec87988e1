import Passphrases
import Statements
import SystemPackage
import TestSupport
import Testing

@testable import TestimonyVault
@testable import VaultStore

@Suite("Enrolling on disks that crash")
struct EnrollingCrashTests {
    /// The card of a vault on a disk of its own.
    private func card(_ role: Role) throws -> Card {
        try Vault.create(
            at: "/other", role: role, name: "other", passphrase: TestHouse.passphrase(),
            cost: .interactive, surroundings: CrashHouse.surroundings(CrashDisk()))
    }

    /// Whether somebody is enrolled, after the vault was opened. There is no enrolment without its leaf.
    private func isEnrolled(
        _ card: Card, at name: String, _ house: CrashHouse, _ disk: CrashDisk
    ) throws -> Bool {
        _ = try house.requireWhole(name, disk)
        var vault = try house.store(name, disk)
        let enrolments = try vault.leaves().filter {
            $0.leaf.kind == .enrolled && $0.leaf.object == card.fingerprint.shortID
        }
        guard let index = vault.people[card.fingerprint]?.enrolledAt else { return false }
        try hold(
            enrolments.contains { $0.index == index },
            "enrolled at \(index), and the log says it at \(enrolments.map(\.index))")
        return true
    }

    @Test(
        "a kill or a crash at any call of an enrolment leaves nobody enrolled of whom the log knows nothing",
        arguments: [("r", Role.coordinator), ("c", .recorder)])
    func enrolling(name: String, role: Role) throws {
        let house = try CrashHouse(.posix)
        let card = try card(role)
        do {
            var vault = try house.open(name, house.disk)
            try vault.enroll(card, confirming: "\(card.fingerprint.safetyNumber)")
        }
        let count = house.disk.operationCount
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of enrolling"))
        var outcomes: Set<Bool> = []
        func goOn(_ disk: CrashDisk, _ moment: CrashMoment) throws {
            let isThere = try isEnrolled(card, at: name, house, disk)
            outcomes.insert(isThere)
            try hold(isThere || moment.number < count, "the enrolment returned, and is lost")
            do {
                var vault = try house.open(name, disk)
                try vault.enroll(card, confirming: "\(card.fingerprint.safetyNumber)")
            }
            let isThereNow = try isEnrolled(card, at: name, house, disk)
            try hold(isThereNow, "it cannot be done again")
        }
        for moment in house.disk.moments {
            tally.tryState(moment.killed()) { try goOn($0, moment) }
            tally.tryCrash(at: moment, limit: 3, using: &generator) { try goOn($0, moment) }
        }
        tally.report("enrolling at \(name)")
        #expect(tally.isClean)
        #expect(outcomes == [true, false])
    }
}
