import Desk
import TestimonyVault
import Words

extension RecordSummary {
    private var isVerified: Bool { standing == .verified }

    /// The recorder, quoted, and marked where nobody compared their safety number.
    private var person: Sentence {
        .person(recorder ?? Sentence.unknown.text(), isEnrolled: isVerified)
    }

    /// One line for people.
    var line: Sentence {
        if case .refused(let error) = standing {
            return .refusedRecord(id.hex, error.reason.sentence)
        }
        var remarks: [Sentence] = [.isVerified(isVerified)]
        switch proof {
        case .logged: remarks.append(.inJournal)
        case .notLogged(let reason): remarks.append(.notInJournal(Sentence.reason(reason)))
        }
        if attachmentCount > 0 { remarks.append(.attachments(attachmentCount)) }
        return .record(id.hex, time ?? "", person, remarks)
    }

    /// Some lines for people: who recorded it, and how that is verified, before all else.
    var fields: [Field] {
        [
            Field(.signatureLabel, .signature(isVerified: isVerified)),
            Field(.recorderLabel, person),
            Field(.deviceLabel, device.map { .plain($0) } ?? .unknown),
            Field(.recordLabel, data: id.hex),
            Field(.timeLabel, .byRecordersClock(time ?? Sentence.unknown.text())),
            Field(.journalLabel, place),
        ]
    }

    private var place: Sentence {
        switch proof {
        case .logged(let number, _, let cosignedAt): .journalEntry(number, signedAt: cosignedAt)
        case .notLogged(let reason): .notProven(Sentence.reason(reason))
        }
    }
}
