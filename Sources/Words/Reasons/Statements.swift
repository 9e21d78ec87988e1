package import Statements

extension StatementError {
    /// Why the statement is refused.
    package var sentence: Sentence {
        switch self {
        case .note(let error): error.sentence
        case .wrongSignatures: Sentence("it is not signed by exactly its one signer")
        case .contradiction(let contradiction): contradiction.sentence
        case .cutLeaf: Sentence("it ends within a leaf")
        case .unacceptableName:
            Sentence("a name has 1 to 64 visible characters, and no spaces at its ends")
        case .notAddressed: Sentence("it was not sealed for this vault")
        }
    }
}

extension Contradiction {
    /// What does not belong together.
    var sentence: Sentence {
        switch self {
        case .deviceName:
            Sentence("the card's name of its device does not belong to its key")
        case .followsItself: Sentence("the card says that its device follows itself")
        case .signer: Sentence("it names another coordinator than its signer")
        case .heads: Sentence("the receipt and its checkpoint speak of different heads")
        case .receiptLists: Sentence("the receipt names an object twice")
        case .sharedReceipt: Sentence("it brings a receipt to more than one recipient")
        case .entries: Sentence("it lists other entries than a bundle holds")
        }
    }
}
