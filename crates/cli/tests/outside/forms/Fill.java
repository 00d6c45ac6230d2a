import java.io.*;
import java.nio.file.*;
import java.util.*;
import org.javarosa.core.model.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.*;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/** Fills forms as ODK Collect's engine does, with random answers that it takes for valid: SEED N OUT FORM... writes N of each. */
public class Fill {
    static Random random;

    public static void main(String[] args) throws Exception {
        random = new Random(Long.parseLong(args[0]));
        int n = Integer.parseInt(args[1]);
        new JavaRosaCoreModule().registerModule();
        new XFormsModule().registerModule();
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        for (int form = 3; form < args.length; form++) {
            for (int i = 0; i < n; i++) {
                byte[] xml = fill(Paths.get(args[form]));
                Files.write(Paths.get(args[2], (form - 3) + "-" + i + ".xml"), xml);
            }
        }
    }

    static byte[] fill(Path path) throws Exception {
        FormDef def;
        try (InputStream in = Files.newInputStream(path)) {
            def = XFormUtils.getFormFromInputStream(in);
        }
        def.initialize(true, new InstanceInitializationFactory());
        FormEntryController control = new FormEntryController(new FormEntryModel(def));
        control.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int repeats = 0;
        int event;
        while ((event = control.stepToNextEvent()) != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                if (repeats++ == 0 || random.nextInt(3) == 0) {
                    control.newRepeat();
                }
            } else if (event == FormEntryController.EVENT_QUESTION) {
                ask(control);
            }
        }
        def.postProcessInstance();
        return new XFormSerializingVisitor().serializeInstance(def.getInstance());
    }

    static void ask(FormEntryController control) {
        FormEntryPrompt prompt = control.getModel().getQuestionPrompt();
        if (prompt.isReadOnly() || !prompt.isRequired() && random.nextInt(4) == 0) {
            return;
        }
        for (int attempt = 0; attempt < 50; attempt++) {
            IAnswerData answer = answer(prompt, attempt);
            if (answer == null || control.answerQuestion(prompt.getIndex(), answer, true) == FormEntryController.ANSWER_OK) {
                return;
            }
        }
        throw new IllegalStateException("no valid answer for " + prompt.getIndex().getReference());
    }

    static IAnswerData answer(FormEntryPrompt prompt, int attempt) {
        if (prompt.getControlType() == Constants.CONTROL_SELECT_ONE) {
            List<SelectChoice> choices = prompt.getSelectChoices();
            return new SelectOneData(new Selection(choices.get(random.nextInt(choices.size()))));
        }
        if (prompt.getControlType() == Constants.CONTROL_SELECT_MULTI) {
            List<Selection> some = new ArrayList<>();
            for (SelectChoice choice : prompt.getSelectChoices()) {
                if (random.nextInt(8) == 0) {
                    some.add(new Selection(choice));
                }
            }
            return some.isEmpty() ? null : new SelectMultiData(some);
        }
        // What must not lie before another answer is tried later and later.
        Date when = new Date(1_900_000_000_000L + random.nextInt(1_000_000_000) + attempt * 100_000_000L);
        switch (prompt.getDataType()) {
            case Constants.DATATYPE_INTEGER: return new IntegerData(random.nextInt(361));
            case Constants.DATATYPE_DECIMAL: return new DecimalData(random.nextInt(1000) / 4.0);
            case Constants.DATATYPE_DATE: return new DateData(when);
            case Constants.DATATYPE_DATE_TIME: return new DateTimeData(when);
            case Constants.DATATYPE_GEOPOINT: return new GeoPointData(point());
            case Constants.DATATYPE_GEOTRACE: {
                ArrayList<double[]> points = new ArrayList<>(List.of(point(), point(), point()));
                return new GeoTraceData(new GeoTraceData.GeoTrace(points));
            }
            case Constants.DATATYPE_BINARY: return null;
            default: return new StringData(WORDS[random.nextInt(WORDS.length)]);
        }
    }

    static final String[] WORDS = {"two rounds", "a & b < c", "قذيفتان", "שתי פגזים", "\"quoted\", with comma", "=1+1"};

    static double[] point() {
        return new double[] {31 + random.nextDouble(), 34 + random.nextDouble(), 0, random.nextInt(30)};
    }
}
