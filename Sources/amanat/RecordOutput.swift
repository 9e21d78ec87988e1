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
}
