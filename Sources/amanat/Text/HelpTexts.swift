import ArgumentParser
import Words

extension ArgumentHelp {
    /// What an argument or option takes.
    ///
    /// - Parameters:
    ///   - value: what stands for the value.
    ///   - discussion: more.
    init(_ abstract: Sentence, value: Sentence? = nil, discussion: Sentence? = nil) {
        self.init(
            abstract.text(), discussion: discussion?.text(), valueName: value?.text())
    }
}
