import Statements
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

    /// One line for people.
    var line: String {
        let proof = logged ? "in the journal" : "not in the journal: \(reason ?? "")"
        if standing == "refused" { return "\(id)  refused: \(reason ?? "")" }
        let files = attachments > 0 ? ", \(count(attachments, "attachment", "attachments"))" : ""
        return "\(id)  \(time ?? "")  \(recorder ?? "")  \(standing), \(proof)\(files)"
    }

    /// Some lines for people, who recorded it, when, and whether the log proves it.
    var lines: [String] {
        var lines = [
            "Record:    \(id)",
            "Recorder:  \(recorder ?? "?") (\(device ?? "?"))",
            "Time:      \(time ?? "?"), by the recorder's clock",
        ]
        lines.append(
            standing == "verified"
                ? "Signature: verified"
                : "Signature: UNVERIFIED: this recorder is not enrolled")
        if logged {
            let until = cosignedAt.map { "; signed for on \($0)" } ?? ""
            lines.append("Journal:   entry \(logEntry ?? 0) of the recorder's journal\(until)")
        } else {
            lines.append("Journal:   NOT PROVEN: \(reason ?? "")")
        }
        return lines
    }
}
