import Statements
import Terminal
import TestimonyVault

/// A record's summary as the command prints it.
struct RecordOutput: Encodable {
    let id: String
    let recorder: String?
    let device: String?
    let time: String?
    let standing: String
    let reason: String?
    let logged: Bool
    let logEntry: UInt64?
    let cosignedAt: String?
    let attachments: Int
    let bytes: Int

    init(_ summary: RecordSummary) {
        id = summary.id.hex
        recorder = summary.recorder
        device = summary.device
        time = summary.time
        attachments = summary.attachmentCount
        bytes = summary.accountByteCount
        var reasons: [String] = []
        switch summary.standing {
        case .verified: standing = "verified"
        case .unverified: standing = "unverified"
        case .refused(let reason):
            standing = "refused"
            reasons.append(reason)
        }
        switch summary.proof {
        case .logged(let number, _, let cosignedAt):
            logged = true
            logEntry = number
            self.cosignedAt = cosignedAt
        case .notLogged(let reason):
            logged = false
            logEntry = nil
            cosignedAt = nil
            if reasons.isEmpty { reasons.append(reason) }
        }
        reason = reasons.first
    }

    private var isVerified: Bool { standing == "verified" }

    /// The recorder, quoted, and marked where nobody compared their safety number.
    private var recorderName: String { name(recorder ?? "?", isEnrolled: isVerified) }

    /// One line for people.
    var line: String {
        let reason = DisplayText.line(reason ?? "")
        if standing == "refused" { return "\(id)  refused: \(reason)" }
        let proof = logged ? "in the journal" : "not in the journal: \(reason)"
        let files = attachments > 0 ? ", \(count(attachments, "attachment", "attachments"))" : ""
        return "\(id)  \(time ?? "")  \(recorderName)  \(standing), \(proof)\(files)"
    }

    /// Some lines for people: who recorded it, and how that is verified, before all else.
    var lines: [String] {
        let signature =
            isVerified ? "verified" : "UNVERIFIED: this recorder is not enrolled"
        let until = cosignedAt.map { "; signed for on \($0)" } ?? ""
        let journal =
            logged
            ? "entry \(logEntry ?? 0) of the recorder's journal\(until)"
            : "NOT PROVEN: \(DisplayText.line(reason ?? ""))"
        return [
            Report.padded("Signature") + signature,
            Report.padded("Recorder") + recorderName,
            Report.padded("Device") + (device ?? "?"),
            Report.padded("Record") + id,
            Report.padded("Time") + "\(time ?? "?"), by the recorder's clock",
            Report.padded("Journal") + journal,
        ]
    }
}
