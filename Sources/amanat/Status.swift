import ArgumentParser
import Statements
import TestimonyVault
import Words

/// `amanat status`
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: Help.Status.abstract.text())

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
        global.json ? Report.json(result(status)) : Report.show(status)
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
}

/// Entries of a journal that have not come.
struct Gap: Encodable {
    let first: UInt64
    let last: UInt64

    init(_ range: ClosedRange<UInt64>) {
        first = range.lowerBound
        last = range.upperBound
    }
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
