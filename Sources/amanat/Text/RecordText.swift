import Desk
import TestimonyVault
import Words

extension RecordSummary {
    private var isVerified: Bool { standing == .verified }

    /// Whether somebody compared the recorder's safety number.
    private var isEnrolled: Bool { standing == .verified || standing == .outsideProfile }

    /// The recorder, quoted, and marked where nobody compared their safety number.
    private var person: Sentence {
        .person(recorder ?? Sentence.unknown.text(), isEnrolled: isEnrolled)
    }

    /// One line for people.
    var line: Sentence {
        if case .refused(let error) = standing {
            return .refusedRecord(id.hex, error.reason.sentence)
        }
        var remarks: [Sentence] = [.isVerified(isVerified)]
        if !profileFlaws.isEmpty { remarks.append(.isOutsideProfile) }
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
            Field(.signatureLabel, signature),
            Field(.recorderLabel, person),
            Field(.deviceLabel, device.map { .plain($0) } ?? .unknown),
            Field(.recordLabel, data: id.hex),
            Field(.timeLabel, .byRecordersClock(time ?? Sentence.unknown.text())),
            Field(.journalLabel, place),
        ] + (sharer.map { [Field(.sharedLabel, .person($0))] } ?? [])
            + profileFlaws.dropFirst(isEnrolled ? 1 : 0).map { Field(.signatureLabel, $0.sentence) }
    }

    private var signature: Sentence {
        if isEnrolled, let flaw = profileFlaws.first { return .outsideProfile(flaw.sentence) }
        return .signature(isVerified: isVerified)
    }

    private var place: Sentence {
        switch proof {
        case .logged(let number, _, let cosignedAt): .journalEntry(number, signedAt: cosignedAt)
        case .notLogged(let reason): .notProven(Sentence.reason(reason))
        }
    }
}
