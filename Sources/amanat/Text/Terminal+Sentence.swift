import Terminal
import Words

extension Terminal {
    /// Says a sentence on lines of its own.
    func say(_ sentence: Sentence, hanging: Int = 0) {
        say(sentence.text(), hanging: hanging)
    }

    /// Asks for a line of text; nil at the end of input, or where a signal broke it off.
    func ask(_ prompt: Sentence) -> String? {
        ask(prompt.text())
    }
}

extension Menu {
    /// A question, and its answers.
    init(_ question: Sentence, _ answers: [Sentence]) {
        self.init(question.text(), answers.map { $0.text() })
    }
}

extension Editor.Status {
    /// What is said of the text's keeping.
    init(_ sentence: Sentence, isAlarm: Bool = false) {
        self.init(sentence.text(), isAlarm: isAlarm)
    }
}
