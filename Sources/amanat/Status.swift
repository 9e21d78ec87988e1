import ArgumentParser
import Statements
import TestimonyVault

/// `amanat status`
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what is sealed, handed off and acknowledged.")

    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
        struct Draft: Encodable {
            let id: String
            let begun: String?
            let letters: Int?
            let attachments: Int?
            let open: Bool
            let damage: String?
        }
        struct Coordinator: Encodable {
            let name: String
            let device: String
            let sealed: Int
            let acknowledged: Int
            let cosignedAt: String?
        }
        struct Recorder: Encodable {
            let name: String
            let device: String
            let enrolled: Bool
            let records: Int
            let missing: Int
            let journal: UInt64
            let gaps: [Gap]
            let fault: Fault?
        }
        let name: String
        let role: Role
        let device: String
        let journal: UInt64
        let forgotten: UInt64
        let sealed: Int
        let attachments: Int
        let handedOff: Int
        let acknowledged: Int
        let prunable: Int
        let coordinators: [Coordinator]
        let recorders: [Recorder]
        let drafts: [Draft]
    }

    func run() throws {
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        let status = try vault.status()
        global.json ? Report.json(result(status)) : show(status)
        try global.reportDamage(in: vault)
    }

    private func result(_ status: VaultStatus) -> Result {
        Result(
            name: status.card.name, role: status.card.role,
            device: status.card.fingerprint.deviceName, journal: status.journalSize,
            forgotten: status.forgottenCount, sealed: status.sealedCount,
            attachments: status.attachmentCount,
            handedOff: status.handedOffCount, acknowledged: status.acknowledgedCount,
            prunable: status.prunableCount,
            coordinators: status.coordinators.map {
                .init(
                    name: $0.name, device: $0.device, sealed: $0.sealedCount,
                    acknowledged: $0.acknowledgedCount, cosignedAt: $0.cosignedAt)
            },
            recorders: status.recorders.map {
                .init(
                    name: $0.name, device: $0.device, enrolled: $0.isEnrolled,
                    records: $0.recordCount, missing: $0.missingCount, journal: $0.journalSize,
                    gaps: $0.gaps.map(Gap.init), fault: $0.fault.map(Fault.init))
            },
            drafts: status.drafts.map {
                .init(
                    id: $0.id.hex, begun: $0.begun, letters: $0.letterCount,
                    attachments: $0.attachmentCount, open: $0.isHeld, damage: $0.damage)
            })
    }

    private func show(_ status: VaultStatus) {
        Report.line("\(name(status.card.name)), \(status.card.role.rawValue)")
        if status.card.role == .recorder || status.sealedCount > 0 { showOwn(status) }
        for recorder in status.recorders { show(recorder) }
        for draft in status.drafts {
            Report.line(
                "Draft:         \(draft.id), \(DraftChoice.describe(draft, showsID: false))")
        }
        if status.drafts.contains(where: { !$0.isHeld }) {
            Report.line("Not sealed yet: `amanat record --resume` goes on with a draft.")
        }
    }

    private func showOwn(_ status: VaultStatus) {
        Report.line(
            "Sealed here:   \(count(status.sealedCount, "testimony", "testimonies"))"
                + (status.attachmentCount > 0
                    ? ", \(count(status.attachmentCount, "attachment", "attachments"))" : ""))
        Report.line("Handed off:    \(status.handedOffCount)")
        Report.line("Acknowledged:  \(status.acknowledgedCount)")
        if status.prunableCount > 0 {
            Report.line(
                "Prunable:      \(count(status.prunableCount, "sealed object", "sealed objects")) "
                    + "(`amanat prune`)")
        }
        if status.forgottenCount > 0 {
            Report.line(
                "Forgotten:     \(count(Int(status.forgottenCount), "entry", "entries")), for which all "
                    + "coordinators have signed; what they sealed is not counted here")
        }
        if status.coordinators.isEmpty, status.card.role == .recorder {
            Report.line("No coordinator is enrolled yet: `amanat enroll CARD`.")
        }
        for coordinator in status.coordinators {
            let signed = coordinator.cosignedAt.map { ", last signed \($0)" } ?? ""
            Report.line(
                "  \(name(coordinator.name)): \(coordinator.acknowledgedCount) of \(coordinator.sealedCount)"
                    + signed)
        }
    }

    private func show(_ recorder: VaultStatus.Recorder) {
        let standing = recorder.isEnrolled ? "" : " (not enrolled)"
        let missing = recorder.missingCount > 0 ? ", \(recorder.missingCount) missing" : ""
        Report.line(
            "From \(name(recorder.name, isEnrolled: recorder.isEnrolled))\(standing): "
                + "\(count(recorder.recordCount, "testimony", "testimonies"))\(missing)")
        for gap in recorder.gaps {
            Report.line("  \(Gap(gap).words) of the journal have not come")
        }
        if let fault = recorder.fault {
            Report.line("  The journal is not relied on: \(fault)")
        }
    }
}

/// Entries of a journal that have not come.
struct Gap: Encodable {
    let first: UInt64
    let last: UInt64

    init(_ range: ClosedRange<UInt64>) {
        first = range.lowerBound
        last = range.upperBound
    }

    var words: String { first == last ? "entry \(first)" : "entries \(first) to \(last)" }
}

/// How a journal contradicts what was seen of it before.
struct Fault: Encodable {
    let kind: String
    let seen: UInt64
    let offered: UInt64
    let firstEntry: UInt64
    let lastEntry: UInt64
    let time: String?
    let message: String

    init(_ fault: LogFault) {
        kind = fault.kind.rawValue
        seen = fault.seenSize
        offered = fault.offeredSize
        firstEntry = fault.entries.lowerBound + 1
        lastEntry = fault.entries.upperBound
        time = fault.time
        message = "\(fault)"
    }
}
