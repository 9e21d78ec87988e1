import Words

extension RecordOutput {
    private var isVerified: Bool { standing == "verified" }

    /// The recorder, quoted, and marked where nobody compared their safety number.
    private var person: Sentence {
        .person(recorder ?? Sentence.unknown.text(), isEnrolled: isVerified)
    }

    /// One line for people.
    var line: Sentence {
        if standing == "refused" { return .refusedRecord(id, reason ?? "") }
        var remarks: [Sentence] = [
            .isVerified(isVerified), logged ? .inJournal : .notInJournal(reason ?? ""),
        ]
        if attachments > 0 { remarks.append(.attachments(attachments)) }
        return .record(id, time ?? "", person, remarks)
    }

    /// Some lines for people: who recorded it, and how that is verified, before all else.
    var fields: [Field] {
        [
            Field(.signatureLabel, .signature(isVerified: isVerified)),
            Field(.recorderLabel, person),
            Field(.deviceLabel, device.map { .plain($0) } ?? .unknown),
            Field(.recordLabel, data: id),
            Field(.timeLabel, .byRecordersClock(time ?? Sentence.unknown.text())),
            Field(
                .journalLabel,
                logged
                    ? .journalEntry(logEntry ?? 0, signedAt: cosignedAt)
                    : .notProven(reason ?? "")),
        ]
    }
}
