import Terminal
import TestimonyVault
import Words

extension Report {
    /// A journal, entry by entry.
    static func show(_ listing: JournalListing, isOwn: Bool) {
        if listing.forgottenCount > 0 {
            line(
                isOwn
                    ? .forgotten(listing.forgottenCount)
                    : .knownFrom(entry: listing.forgottenCount + 1))
        }
        var gaps = listing.gaps[...]
        for entry in listing.entries {
            while let gap = gaps.first, gap.last < entry.number {
                line(.notHere(gap))
                gaps.removeFirst()
            }
            line(
                .entry(entry.number, entry.time, entry.words, isClockSetBack: entry.isClockSetBack))
        }
        if let fault = listing.fault { line(.notReliedOn(fault.sentence)) }
    }

    /// A proof that holds.
    ///
    /// - Parameter object: the name of the sealed file that it was compared with; nil where there was none.
    static func show(_ proof: RecordProof, object: String?) {
        line(.proofHolds)
        fields(of: proof, object: object)
    }

    /// Evidence that holds.
    static func show(_ evidence: RecordEvidence, object: String?) {
        line(.evidenceHolds)
        fields(of: evidence.proof, object: object)
        show(evidence)
    }

    /// What evidence shows.
    static func show(_ evidence: RecordEvidence) {
        for part in evidence.parts {
            if let number = part.paragraph, let text = part.text {
                field(Field(.partLabel, .paragraph(number)))
                show(Pager.Section(text.trimmed, isQuoted: true))
            } else {
                field(Field(.partLabel, .part(part.name, originals: part.originals.count)))
            }
            for original in part.originals {
                field(
                    Field(
                        .originalLabel,
                        .original(
                            original.name, byteCount: original.byteCount, original.sha256,
                            modified: original.modified, isChecked: original.isChecked)))
            }
        }
        field(Field(.withheldLabel, .withheld(evidence.withheldCount)))
    }

    private static func fields(of proof: RecordProof, object: String?) {
        field(
            Field(
                proof.kind == "attached" ? .attachmentLabel : .testimonyLabel,
                data: "\(proof.object)"))
        field(
            Field(
                .journalLabel, .provenEntry(proof.number, of: proof.size, proof.name, proof.device))
        )
        field(Field(.sealedLabel, .byThatClock(proof.time)))
        for cosignature in proof.cosignatures {
            field(
                Field(
                    .signedLabel,
                    .signedBy(cosignature.name, cosignature.device, at: cosignature.time)))
        }
        for device in proof.unchecked {
            field(Field(.uncheckedLabel, .uncheckedSignature(by: device)))
        }
        if proof.cosignatures.isEmpty { line(.timeUnborne) }
        field(
            Field(
                .sha256Label,
                object.map { .hash(proof.sha256, ofFile: $0) } ?? .toBeCompared(proof.sha256)))
    }
}

extension String {
    /// Without the blank lines at its ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while let last = text.last, last.isNewline || last.isWhitespace { text.removeLast() }
        while let first = text.first, first.isNewline { text.removeFirst() }
        return String(text)
    }
}

extension JournalListing.Entry {
    /// What happened.
    var words: Sentence { .happened(kind, object, person: person) }
}
