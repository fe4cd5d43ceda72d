// The page of a turn needs no script to be read; with one, a sentence and what it rests on light up together.

import { lighten } from "./marks.js";

lighten(document.body);
