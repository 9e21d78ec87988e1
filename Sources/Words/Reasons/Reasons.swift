import AgeFile
import AgeFiles
import AtRest
import Desk
import DurableFiles
import Envelope
import Exchange
import Handoff
import Journal
public import Outside
import Passphrases
import Sealing
import Statements
import StrictTar
import Testimony
import TransparencyLog
import VaultStore

extension VaultError {
    /// What happened, in one sentence; it ends without a full stop.
    public var sentence: Sentence {
        guard let subject else { return reason.sentence }
        return Sentence("\(subject.sentence): \(reason.sentence)")
    }

    /// What to do; nil where there is nothing.
    public var hint: Sentence? { reason.hint }
}

extension Reason {
    /// The sentence of any room's reason.
    public var sentence: Sentence {
        switch self {
        case let fault as Unforeseen:
            Sentence(
                "a fault of this program (\(fault.what)): nobody foresaw it, and nothing of it is your mistake"
            )
        case is Interruption: Sentence("interrupted")
        case let said as Said: said.sentence
        case let error as FileError: error.sentence
        case let error as AtRestError: error.sentence
        case let error as JournalError: error.sentence
        case let damage as JournalDamage: damage.sentence
        case let error as AgeError: error.sentence
        case let error as TarError: error.sentence
        case let error as NoteError: error.sentence
        case let error as ProofError: error.sentence
        case let error as StatementError: error.sentence
        case let error as TestimonyError: error.sentence
        case let error as BundleError: error.sentence
        case let problem as PassphraseProblem: problem.sentence
        case let error as EnvelopeError: error.sentence
        case let reason as StoreReason: reason.sentence
        case let reason as RecordReason: reason.sentence
        case let flaw as ProfileFlaw: flaw.sentence
        case let reason as DraftReason: reason.sentence
        case let reason as EnrollingReason: reason.sentence
        case let reason as SealingReason: reason.sentence
        case let reason as ExchangeReason: reason.sentence
        case let reason as DeskReason: reason.sentence
        case let reason as NotLogged: reason.sentence
        case let reason as ProofReason: reason.sentence
        case let reason as AgeFilesReason: reason.sentence
        default: preconditionFailure("a reason of a room without words: \(code)")
        }
    }

    /// What to do about any room's reason.
    public var hint: Sentence? {
        switch self {
        case is Unforeseen:
            Sentence(
                "tell whoever maintains amanat what you did, and these words; SECURITY.md says where"
            )
        case let said as Said: said.hint
        case let error as FileError: error.hint
        case let error as AtRestError: error.hint
        case let error as JournalError: error.hint
        case let error as AgeError: error.hint
        case let problem as PassphraseProblem: problem.hint
        case let reason as StoreReason: reason.hint
        case let reason as DraftReason: reason.hint
        case let reason as EnrollingReason: reason.hint
        case let reason as SealingReason: reason.hint
        case let reason as ExchangeReason: reason.hint
        case let reason as DeskReason: reason.hint
        case let reason as ProofReason: reason.hint
        case let reason as AgeFilesReason: reason.hint
        default: nil
        }
    }
}
