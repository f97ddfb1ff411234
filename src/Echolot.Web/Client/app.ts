// Everything every page needs. Custom elements register themselves on import.
import './htmx';
import './menus';
import './keys';
import './toasts';
import './palette';
import './live';
import './look';
import './times';
import './copy';
import './calls';
import './work';
import './stream';
import './shots';
import './zone';
